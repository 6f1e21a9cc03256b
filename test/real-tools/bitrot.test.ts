/** Databases in the form of bitrot, written by SQLite itself. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { fromText } from '../../src/model/path.ts';
import { bitrot } from '../../src/voucher/bitrot/bitrot.ts';
import { type Folder, makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { expectUnshaken, fixtureOf, held, opened, problemsOf } from '../help/opened.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });

const TIME = 1_750_000_000;
const SCHEMA =
  'CREATE TABLE bitrot (path TEXT PRIMARY KEY, mtime INTEGER, hash TEXT, timestamp TEXT);' +
  'CREATE INDEX bitrot_hash_idx ON bitrot (hash);';

/** What bitrot does at the end of a run: its rows, and the digest of the database. */
function record(folder: Folder, files: ReadonlyMap<string, Buffer>, before = ''): void {
  const rows = [...files].map(([path, bytes]) => {
    const name = `./${path}`.normalize('NFKD').replaceAll("'", "''");
    const hash = createHash('sha1').update(bytes).digest('hex');
    return `INSERT INTO bitrot VALUES ('${name}', ${TIME}, '${hash}', '2026-01-01 10:00:00');`;
  });
  execFileSync('sqlite3', [`${folder.path}/.bitrot.db`], {
    input: `${before}${SCHEMA}BEGIN;${rows.join('\n')}COMMIT;`,
  });
  seal(folder.path);
}

function seal(root: string): void {
  const digest = createHash('sha512')
    .update(readFileSync(`${root}/.bitrot.db`))
    .digest('hex');
  writeFileSync(`${root}/.bitrot.sha512`, digest);
}

function makeFiles(folder: Folder, names: readonly string[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [i, name] of names.entries()) {
    const bytes = Buffer.from(proseOf(4 + i));
    folder.write(fromText(name), bytes);
    utimesSync(`${folder.path}/${name}`, TIME, TIME);
    files.set(name, bytes);
  }
  return files;
}

const NAMES = ['a.txt', "sub/it's.txt", 'sub/deeper/c.txt'];

describe.skipIf(!needs('sqlite3'))('the database of bitrot', () => {
  it('holds its files; a flipped byte, a loss and an addition are found', async () => {
    const folder = makeFolder();
    record(folder, makeFiles(folder, NAMES));
    const { entries, notes } = await expectSound(folder.path, 'bitrot');
    expect({ entries, notes }).toEqual({ entries: NAMES.length, notes: [] });
    await expectFlipsFound(folder.path, NAMES, { count: 4 });
    folder.write('new.txt', proseOf(9));
    rmSync(`${folder.path}/a.txt`);
    expect(await verified(folder.path)).toMatchObject({
      exit: 1,
      found: ['missing a.txt', 'unvouched new.txt'],
    });
  });

  it('tells rot from change by the time', async () => {
    const folder = makeFolder();
    record(folder, makeFiles(folder, NAMES));
    folder.write('a.txt', proseOf(40));
    folder.write('sub/deeper/c.txt', proseOf(41));
    utimesSync(`${folder.path}/a.txt`, TIME, TIME);
    expect(await verified(folder.path)).toMatchObject({
      exit: 1,
      found: ['corrupt a.txt', 'changed sub/deeper/c.txt'],
    });
  });

  it('is read whatever its pages are, with rows that overflow them', async () => {
    for (const size of [512, 1024, 65_536]) {
      const folder = makeFolder();
      const long = `${'d'.repeat(200)}/${'e'.repeat(200)}/${'f'.repeat(200)}.txt`;
      const many = Array.from({ length: 700 }, (_, i) => `many/${i}.txt`);
      const files = makeFiles(folder, [...NAMES, long, ...many]);
      record(folder, files, `PRAGMA page_size = ${size};`);
      const contents = await opened(bitrot, folder.path, '.bitrot.db');
      expect(problemsOf(contents)).toEqual([]);
      expect(await held(folder.path, contents)).toEqual({ held: files.size, not: [] });
    }
  });

  it('finds names that are composed on the disk', async () => {
    const folder = makeFolder();
    const names = ['Größe.txt', 'ﬁnal ½.txt', 'Übersicht/②.txt', 'ｆｕｌｌ.txt'];
    record(folder, makeFiles(folder, names));
    const { entries } = await expectSound(folder.path, 'bitrot');
    expect(entries).toBe(names.length);
    await expectFlipsFound(
      folder.path,
      names.map((name) => fromText(name)),
      { count: 4 },
    );
  });

  it('is damaged where its own digest does not hold, and then says nothing of the files', async () => {
    const folder = makeFolder();
    record(folder, makeFiles(folder, NAMES));
    execFileSync('sqlite3', [`${folder.path}/.bitrot.db`, `UPDATE bitrot SET hash = '${'0'.repeat(40)}'`]);
    const { exit, found } = await verified(folder.path);
    expect(exit).toBe(4);
    expect(found).toContain('manifest-damaged .bitrot.db');
    expect(found.join()).not.toMatch(/changed|corrupt/);
    folder.write('.bitrot.db', Buffer.alloc(8192));
    expect((await verified(folder.path)).found).toContain('manifest-damaged .bitrot.db');
    rmSync(`${folder.path}/.bitrot.db`);
    record(folder, makeFiles(folder, NAMES));
    rmSync(`${folder.path}/.bitrot.sha512`);
    execFileSync('sqlite3', [`${folder.path}/.bitrot.db`, 'DROP TABLE bitrot']);
    expect((await verified(folder.path)).exit).toBe(4);
  });

  it('is believed without its digest, which is said, but not where a transaction was interrupted', async () => {
    const folder = makeFolder();
    record(folder, makeFiles(folder, NAMES));
    rmSync(`${folder.path}/.bitrot.sha512`);
    const { notes } = await expectSound(folder.path, 'bitrot');
    expect(notes).toEqual(['its own digest, .bitrot.sha512, is not here']);
    folder.write('.bitrot.db-journal', proseOf(3));
    expect((await verified(folder.path)).exit).toBe(4);
  });

  it('lies where its files were copied to another place', async () => {
    const folder = makeFolder();
    record(folder, makeFiles(folder, NAMES));
    const other = makeFolder();
    cpSync(folder.path, `${other.path}/x/y`, { recursive: true });
    await expectSound(other.path, 'bitrot');
    renameSync(`${other.path}/x/y`, `${other.path}/z`);
    await expectSound(other.path, 'bitrot');
  });

  it('survives anything', async () => {
    await expectUnshaken(bitrot, fixtureOf('bitrot', 'sha1'), ['.bitrot.db', '.bitrot.sha512'], 100);
  });
});
