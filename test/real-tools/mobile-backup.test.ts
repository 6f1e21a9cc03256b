/** Backups of phones whose list of files SQLite wrote, with the columns that iOS 10 and later have. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { seededBytes } from '../help/bytes.ts';
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

/** A binary property list of one dictionary with texts and truth values, as a device writes it. */
function binaryPlist(values: Readonly<Record<string, string | boolean>>): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return bytes.length < 15
      ? Buffer.concat([Buffer.of(0x50 | bytes.length), bytes])
      : Buffer.concat([Buffer.of(0x5f, 0x10, bytes.length), bytes]);
  };
  const objects = [...Object.keys(values), ...Object.values(values)].map((each) =>
    typeof each === 'string' ? text(each) : Buffer.of(each ? 9 : 8),
  );
  const dictionary = Buffer.from([0xd0 | (objects.length / 2), ...objects.map((_, i) => i + 1)]);
  const parts = [dictionary, ...objects];
  let offset = 8;
  const offsets = parts.map((part) => (offset += part.length) - part.length);
  const trailer = Buffer.alloc(32);
  trailer.set([1, 1], 6);
  trailer.writeBigUInt64BE(BigInt(parts.length), 8);
  trailer.writeBigUInt64BE(BigInt(offset), 24);
  return Buffer.concat([Buffer.from('bplist00'), ...parts, Buffer.from(offsets), trailer]);
}

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

  const status = (state: string, form: 'xml' | 'binary'): Buffer => {
    const xml = `<?xml version="1.0"?>\n<plist version="1.0"><dict><key>IsFullBackup</key><false/><key>SnapshotState</key><string>${state}</string></dict></plist>\n`;
    return form === 'xml' ? Buffer.from(xml) : binaryPlist({ IsFullBackup: false, SnapshotState: state });
  };

  it.each(['xml', 'binary'] as const)('is said to be unfinished by its status in %s', async (form) => {
    const root = backup(`status-${form}`);
    writeFileSync(join(root, 'Status.plist'), status('finished', form));
    expect((await told(['scan', root])).code).toBe(0);
    writeFileSync(join(root, 'Status.plist'), status('uploading', form));
    const { code, findings, events } = await told(['scan', root]);
    expect({ code, findings }).toEqual({ code: 1, findings: ['truncated-content Status.plist'] });
    expect(JSON.stringify(events)).toContain('the device did not finish this backup');
    expect((await told(['seal', root])).code).toBe(1);
  });

  it('is said to have a later one in it that is not finished', async () => {
    const root = backup('later');
    writeFileSync(join(root, 'Status.plist'), status('finished', 'binary'));
    const id = idOf('new');
    mkdirSync(join(root, 'Snapshot', id.slice(0, 2)), { recursive: true });
    writeFileSync(join(root, 'Snapshot', id.slice(0, 2), id), seededBytes(3, 40_000));
    const { code, findings } = await told(['scan', root]);
    expect({ code, findings }).toEqual({ code: 1, findings: ['truncated-content Snapshot'] });
  });

  it('is no garbage where all of it is in the directory of the unfinished', async () => {
    const root = join(scratch, 'first');
    for (let i = 0; i < 30; i++) {
      const id = idOf(nameOf(i));
      mkdirSync(join(root, 'Snapshot', id.slice(0, 2)), { recursive: true });
      writeFileSync(join(root, 'Snapshot', id.slice(0, 2), id), seededBytes(i, 30_000));
    }
    writeFileSync(join(root, 'Info.plist'), PLIST);
    const { code, findings } = await told(['scan', root]);
    expect({ code, findings }).toEqual({ code: 1, findings: ['truncated-content Snapshot'] });
  });

  describe('with a password', () => {
    /** Everything but the properties is random. */
    const encrypted = (name: string, properties: Buffer): string => {
      const root = backup(name);
      for (let i = 0; i < FILES; i++) writeFileSync(join(root, placeOf(i)), seededBytes(i, 16 * (1 + i)));
      writeFileSync(join(root, 'Manifest.db'), seededBytes(7, 65_536));
      writeFileSync(join(root, 'Manifest.plist'), properties);
      return root;
    };

    it('is a store of its own, and no garbage', async () => {
      const root = encrypted('locked', binaryPlist({ IsEncrypted: true, Version: '10.0' }));
      for (const command of ['scan', 'seal', 'verify']) {
        const { code, findings } = await told([command, root]);
        expect({ command, code, findings }).toEqual({ command, code: 0, findings: [] });
      }
    });

    it('is not taken for one that says it has none', async () => {
      const root = encrypted('open', binaryPlist({ IsEncrypted: false, Version: '10.0' }));
      expect((await told(['scan', root])).findings).toEqual(['broken-structure Manifest.db']);
    });

    it.each(['Manifest.plist', 'Manifest.db'])(
      'lacks %s, without which nothing can be restored',
      async (name) => {
        const root = encrypted(`no-${name}`, binaryPlist({ IsEncrypted: true }));
        rmSync(join(root, name));
        expect((await told(['scan', root])).findings).toEqual([`missing ${name}`]);
      },
    );
  });

  describe('of before iOS 10', () => {
    const text = (value: string | undefined): Buffer => {
      const bytes = Buffer.from(value ?? '');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(value === undefined ? 0xffff : bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const record = (path: string, mode: number): Buffer => {
      const fixed = Buffer.alloc(40);
      fixed.writeUInt16BE(mode);
      fixed[39] = 1;
      const texts = ['HomeDomain', path, undefined, undefined, undefined].map(text);
      return Buffer.concat([...texts, fixed, text('com.apple.x'), text('value')]);
    };
    const old = (name: string): { readonly root: string; readonly list: Buffer } => {
      const root = join(scratch, name);
      mkdirSync(root);
      for (const each of ['Manifest.plist', 'Info.plist', 'Status.plist'])
        writeFileSync(join(root, each), PLIST);
      for (let i = 0; i < 40; i++) writeFileSync(join(root, idOf(nameOf(i))), seededBytes(i, 20_000));
      const records = Array.from({ length: 40 }, (_, i) => record(nameOf(i), 0x81a4));
      const list = Buffer.concat([
        Buffer.from('mbdb\x05\0', 'latin1'),
        record('Library', 0x41ed),
        ...records,
      ]);
      writeFileSync(join(root, 'Manifest.mbdb'), list);
      return { root, list };
    };

    it('is whole, lacks a file, or has a list that was cut', async () => {
      const { root, list } = old('old');
      expect(await told(['scan', root])).toMatchObject({ code: 0, findings: [] });
      writeFileSync(join(root, 'Manifest.mbdb'), list.subarray(0, list.length - 3));
      expect((await told(['scan', root])).findings).toEqual(['truncated-content Manifest.mbdb']);
      writeFileSync(join(root, 'Manifest.mbdb'), list);
      rmSync(join(root, idOf(nameOf(3))));
      expect((await told(['scan', root])).findings).toEqual([`missing ${idOf(nameOf(3))}`]);
    });
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
