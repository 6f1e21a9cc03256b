/** Logs of SQLite in WAL mode, and how many rows SQLite reads with the same log. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqliteWal } from '../../../../src/structure/database/sqlite/wal.ts';
import { makeScratch } from '../../../help/scratch.ts';
import { takes } from '../../../help/tools.ts';
import { endures, flipped, standingOf } from '../../standing.ts';

const FRAME = 4096 + 24;

describe.skipIf(!takes('python3', '-c', 'import sqlite3'))('the log of a database in WAL mode', () => {
  const folder = makeScratch();
  const make = (name: string, script: string): { readonly database: Buffer; readonly log: Buffer } => {
    const python = `
import sqlite3, shutil
c = sqlite3.connect('${name}', isolation_level=None)
c.execute('pragma journal_mode=wal')
c.execute('pragma wal_autocheckpoint=0')
c.execute('create table t(a)')
${script}
shutil.copy('${name}', '${name}.copy'); shutil.copy('${name}-wal', '${name}.log')`;
    execFileSync('python3', ['-c', python], { cwd: folder });
    return {
      database: readFileSync(join(folder, `${name}.copy`)),
      log: readFileSync(join(folder, `${name}.log`)),
    };
  };
  const rows = "for i in range(40): c.execute('insert into t values (?)', ('x' * 900,))";
  const plain = make('plain', rows);
  const restarted = make(
    'restarted',
    `${rows}\nc.execute('pragma wal_checkpoint(restart)')\nc.execute('insert into t values (1)')`,
  );

  /** How many rows SQLite finds. */
  const read = ({ database, log }: { readonly database: Buffer; readonly log: Buffer }): number => {
    const at = mkdtempSync(join(folder, 'read-'));
    writeFileSync(join(at, 'f'), database);
    writeFileSync(join(at, 'f-wal'), log);
    const python =
      "import sqlite3; print(sqlite3.connect('f').execute('select count(*) from t').fetchone()[0])";
    try {
      return Number(
        execFileSync('python3', ['-c', python], { cwd: at, stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
      );
    } catch {
      return 0;
    }
  };

  it('is proven where every frame matches, and sound where old frames follow', () => {
    expect(standingOf(sqliteWal, plain.log)).toEqual({ is: 'proven' });
    expect(standingOf(sqliteWal, restarted.log)).toEqual({ is: 'sound' });
    expect(standingOf(sqliteWal, plain.log.subarray(0, 32))).toEqual({ is: 'proven' });
    expect([read(plain), read(restarted)]).toEqual([40, 41]);
    endures(sqliteWal, plain.log, 60);
    endures(sqliteWal, restarted.log, 60);
  });

  it('is broken where a frame does not match and others follow, which SQLite forgets', () => {
    for (const at of [33, 100, 32 + 3 * FRAME + 5, 32 + 3 * FRAME + 300, 32 + 20 * FRAME + 4000]) {
      const log = flipped(plain.log, at);
      expect({ at, ...standingOf(sqliteWal, log) }).toEqual({ at, is: 'broken', detail: expect.any(String) });
      expect(read({ ...plain, log })).toBeLessThan(40);
    }
    for (const length of [4096, 3 * FRAME]) {
      const log = Buffer.from(plain.log);
      log.fill(0, 32 + 5 * FRAME, 32 + 5 * FRAME + length);
      expect(standingOf(sqliteWal, log)).toEqual({ is: 'broken', detail: expect.any(String) });
    }
    expect(standingOf(sqliteWal, flipped(plain.log, 13))).toEqual({
      is: 'broken',
      detail: expect.any(String),
    });
  });

  it('may be torn at its end, as a power failure leaves it', () => {
    const { log } = plain;
    expect(standingOf(sqliteWal, log.subarray(0, -100))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standingOf(sqliteWal, flipped(log, log.length - 50))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    expect(standingOf(sqliteWal, log.subarray(0, -FRAME))).toEqual({ is: 'proven' });
  });
});
