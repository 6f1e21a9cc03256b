/** Databases that were copied while they are changed, with the rollback journal beside them, and what SQLite makes of both. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqliteJournal } from '../../../../src/structure/database/sqlite/journal.ts';
import { makeScratch } from '../../../help/scratch.ts';
import { takes } from '../../../help/tools.ts';
import { saidOf } from '../../../real-tools/homes.ts';
import { endures, flipped, standingOf } from '../../standing.ts';

const PYTHON = `
import os, shutil, sqlite3
for mode in ('delete', 'persist', 'truncate'):
  for size in (512, 4096, 65536):
    d = mode + str(size); os.mkdir(d); n = [0]
    def copy(name): shutil.copytree(d, 'copies/' + d + name)
    c = sqlite3.connect(d + '/a.db', isolation_level=None)
    for pragma in ('page_size=%d' % size, 'journal_mode=' + mode, 'cache_size=5'): c.execute('pragma ' + pragma)
    c.execute('create table t(a, b)'); c.execute('begin')
    for i in range(1500): c.execute('insert into t values (?, ?)', (i, 'x' * 100 + str(i)))
    c.execute('create index x on t(b)'); c.execute('commit'); copy('-done'); c.execute('begin')
    for step in range(2):
      c.execute("update t set b = b || 'y' where a %% 7 = %d" % step); copy('-hot%d' % step)
    c.execute('commit'); c.execute('begin'); c.execute("update t set b = 'z' where a % 11 = 3"); copy('-small')
    c.execute('rollback'); copy('-back'); c.close()
`;

describe.skipIf(!takes('python3', '-c', 'import sqlite3'))('a database with its journal', () => {
  const folder = makeScratch();
  execFileSync('python3', ['-c', PYTHON.replace('for mode', "os.mkdir('copies')\nfor mode")], {
    cwd: folder,
  });
  const hot = (name: string): string => join(folder, 'copies', name);

  /** What SQLite finds after it has rolled back. */
  const check = (directory: string): string => {
    const copy = mkdtempSync(join(folder, 'check-'));
    cpSync(directory, copy, { recursive: true });
    const python =
      "import sqlite3; c = sqlite3.connect('a.db'); print(c.execute('pragma integrity_check').fetchone()[0], c.execute('select total(length(b)) from t').fetchone()[0])";
    try {
      return execFileSync('python3', ['-c', python], { cwd: copy, encoding: 'utf8', stdio: 'pipe' });
    } catch {
      return 'not opened';
    } finally {
      rmSync(copy, { recursive: true });
    }
  };

  it('is sound whenever it is copied', async () => {
    const copies = readdirSync(join(folder, 'copies'));
    expect(copies.length).toBe(45);
    expect(await saidOf(['scan', join(folder, 'copies')])).toEqual({ code: 0, found: [] });
    for (const name of ['delete4096-hot1', 'persist512-small']) expect(check(hot(name))).toMatch(/^ok /);
  });

  it('is not sound without the journal, or with one that does not hold', async () => {
    const copy = join(folder, 'damaged');
    const journal = readFileSync(join(hot('delete4096-hot1'), 'a.db-journal'));
    const whole = check(hot('delete4096-hot1'));
    for (const bytes of [
      undefined,
      flipped(journal, 512 + 4 + 4096 - 200),
      journal.subarray(0, 9000),
      Buffer.alloc(journal.length),
    ]) {
      rmSync(copy, { recursive: true, force: true });
      cpSync(hot('delete4096-hot1'), copy, { recursive: true });
      if (bytes === undefined) rmSync(join(copy, 'a.db-journal'));
      else writeFileSync(join(copy, 'a.db-journal'), bytes);
      expect(check(copy)).not.toBe(whole);
      expect(await saidOf(['scan', copy])).toMatchObject({ code: 1 });
    }
  });

  it('is proven where every page of the journal matches, and endures whatever it is given', () => {
    const journal = readFileSync(join(hot('delete4096-hot1'), 'a.db-journal'));
    expect(standingOf(sqliteJournal, journal)).toEqual({ is: 'proven' });
    endures(sqliteJournal, journal.subarray(0, 60_000), 60);
  });
});
