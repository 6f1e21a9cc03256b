/** Backups of phones whose list of files SQLite wrote, with the columns that iOS 10 and later have. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { proseOf } from '../help/made.ts';
import { told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
const PLIST = '<?xml version="1.0"?>\n<plist version="1.0"><dict/></plist>\n';
const SCHEMA =
  'CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);' +
  'CREATE INDEX FilesDomainIdx ON Files(domain);CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);';
const FILES = 300;

const idOf = (path: string): string => createHash('sha1').update(`HomeDomain-${path}`).digest('hex');
const nameOf = (i: number): string => `Library/Notes/note ${i}.txt`;
const placeOf = (i: number): string => `${idOf(nameOf(i)).slice(0, 2)}/${idOf(nameOf(i))}`;

/** A backup of 300 files, a directory and a link; its blobs are as long as those of a phone, and some overflow a page. */
function backup(name: string): string {
  const root = join(scratch, name);
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const each of ['Manifest.plist', 'Info.plist', 'Status.plist']) write(each, PLIST);
  const row = (path: string, flags: number, blob: number): string =>
    `INSERT INTO Files VALUES ('${idOf(path)}', 'HomeDomain', '${path}', ${flags}, zeroblob(${blob}));`;
  const rows = Array.from({ length: FILES }, (_, i) => row(nameOf(i), 1, 300 + 20 * i));
  for (let i = 0; i < FILES; i++) write(placeOf(i), proseOf(3 + i));
  rows.push(row('Library/Notes', 2, 200), row('Library/link', 4, 200));
  execFileSync('sqlite3', [join(root, 'Manifest.db')], { input: `${SCHEMA}BEGIN;${rows.join('\n')}COMMIT;` });
  return root;
}

describe.skipIf(!needs('sqlite3'))('a backup of a phone', () => {
  it('is whole where every file that its list names is there', async () => {
    const { code, findings } = await told(['scan', backup('whole')]);
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
  });

  it.each(['scan', 'seal'])('misses a file and a whole directory under %s', async (command) => {
    const root = backup(`lost-${command}`);
    const gone = [...new Set([7, 200].map((i) => placeOf(i).slice(0, 2)))];
    for (const folder of gone) rmSync(join(root, folder), { recursive: true });
    const lost = Array.from({ length: FILES }, (_, i) => placeOf(i)).filter((path) =>
      gone.includes(path.slice(0, 2)),
    );
    const { code, findings, events } = await told([command, root]);
    expect(code).toBe(1);
    expect(findings.toSorted()).toEqual(lost.map((path) => `missing ${path}`).toSorted());
    expect(JSON.stringify(events)).toContain('Manifest.db names it: HomeDomain, Library/Notes/note 7.txt');
  });

  it('names in a note how many files its list does not name', async () => {
    const root = backup('more');
    for (const each of ['aa', 'bb', 'cc']) {
      mkdirSync(join(root, each), { recursive: true });
      writeFileSync(join(root, each, each.repeat(20)), proseOf(9));
    }
    const { code, findings, events } = await told(['scan', root]);
    expect({ code, findings }).toEqual({ code: 0, findings: [`unexpected aa/${'aa'.repeat(20)}`] });
    expect(JSON.stringify(events)).toContain('Manifest.db does not name it, nor 2 more');
  });

  it.each(['Snapshot/', 'Manifest.db-wal'])('is not held to its list while it is made: %s', async (name) => {
    const root = backup(`unfinished-${name.slice(0, 4)}`);
    rmSync(join(root, placeOf(7)));
    if (name.endsWith('/')) mkdirSync(join(root, name));
    else writeFileSync(join(root, name), 'a log');
    const { findings } = await told(['scan', root]);
    expect(findings.filter((each) => each.startsWith('missing'))).toEqual([]);
  });
});
