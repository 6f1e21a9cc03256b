import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { rdiffBackup } from '../../src/voucher/rdiff-backup/rdiff-backup.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const MIRROR = fixtureOf('rdiff-backup', 'mirror');
const DATA = 'rdiff-backup-data';
const names = readdirSync(join(MIRROR, DATA));
const MARK = names.find((name) => name.startsWith('current_mirror.')) ?? '';
const SNAPSHOT = names.find((name) => /^mirror_metadata\..*\.snapshot\.gz$/.test(name)) ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'restorable-rdiff-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copy(change: (text: string) => string = (text) => text): string {
  const root = mkdtempSync(join(scratch, 'mirror-'));
  cpSync(MIRROR, root, { recursive: true });
  const file = join(root, DATA, SNAPSHOT);
  writeFileSync(
    file,
    gzipSync(Buffer.from(change(gunzipSync(readFileSync(file)).toString('latin1')), 'latin1')),
  );
  return root;
}

const open = (root: string): ReturnType<typeof opened> => opened(rdiffBackup, root, `${DATA}/${MARK}`);

describe('rdiff-backup', () => {
  it('is found in its own directory alone', async () => {
    expect(listOf(rdiffBackup).find(new Set(names))).toEqual([MARK]);
    expect(listOf(rdiffBackup).find(new Set(['mirror_metadata', 'current_mirror']))).toEqual([]);
    const root = copy();
    renameSync(join(root, DATA), join(root, 'data'));
    expect(await listOf(rdiffBackup).open({ root, path: `data/${MARK}` })).toBeUndefined();
  });

  it('promises all that the metadata names', async () => {
    const vouching = await open(MIRROR);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({ inventory: 'closed', base: '' });
    expect(vouching.ignores?.(`${DATA}/increments/x`)).toBe(true);
    expect(vouching.ignores?.('sub/x')).toBe(false);
    expect(vouching.entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'file a b;c.txt',
      'file hard',
      'link l',
      'file n.txt',
      'directory sub',
      'file sub/new.txt',
    ]);
    expect(await held(MIRROR, vouching)).toEqual({ held: 4, not: [] });
    expect(vouching.entries.find(({ path }) => path === 'l')?.target).toBe('n.txt');
  });

  it('spells names as the mirror does', async () => {
    const root = copy((text) =>
      text.replace('File hard', 'File A:\\nb\\\\').replace('File sub\n', 'File aux\n'),
    );
    writeFileSync(join(root, DATA, 'chars_to_quote'), 'A-Z:');
    writeFileSync(join(root, DATA, 'special_escapes'), 'escape_dos_devices\nescape_trailing_spaces');
    const paths = (await open(root)).entries.map(({ path }) => path);
    expect(paths).toEqual(['a b;059c.txt', ';065;058\nb\\', 'l', 'n.txt', ';097ux', 'sub/new.txt']);
  });

  it.each([
    ['a mark is gone', (root: string) => rmSync(join(root, DATA, MARK)), 'current_mirror is not there'],
    [
      'a backup was cut short',
      (root: string) =>
        writeFileSync(join(root, DATA, 'current_mirror.2026-01-01T00:00:00Z.data'), 'PID 1\n'),
      'there are 2 of current_mirror',
    ],
    [
      'the metadata is gone',
      (root: string) => rmSync(join(root, DATA, SNAPSHOT)),
      'the metadata of the mirror of',
    ],
    [
      'the metadata is cut',
      (root: string) => truncateSync(join(root, DATA, SNAPSHOT), 100),
      'it cannot be read or',
    ],
    [
      'the metadata is empty',
      (root: string) => truncateSync(join(root, DATA, SNAPSHOT), 0),
      'it names no file',
    ],
  ])('is damaged where %s', async (_, damage, detail) => {
    const root = copy();
    damage(root);
    const [found = ''] = listOf(rdiffBackup).find(new Set(readdirSync(join(root, DATA))));
    const vouching = await opened(rdiffBackup, root, `${DATA}/${found}`);
    expect(problemsOf(vouching)).toEqual([expect.stringContaining(detail)]);
    expect(vouching.findings.map(({ code }) => code)).toEqual(['manifest-damaged']);
    expect(vouching.entries).toEqual([]);
  });

  it.each([
    ['File /etc/passwd', 'manifest-unsafe-path', 'absolute path'],
    ['File ../x', 'manifest-unsafe-path', "'..' in the path"],
    ['nonsense', 'manifest-damaged', 'neither a file nor one of its fields'],
  ])('names a line that is none: %s', async (line, code, reason) => {
    const root = copy((text) => text.replace('File hard', line));
    const vouching = await open(root);
    expect(problemsOf(vouching)).toEqual([
      expect.stringMatching(new RegExp(`^${code} ${DATA}/mirror_metadata.*: line \\d+: ${reason}$`)),
    ]);
  });

  it('is not shaken by damage', async () => {
    await expectUnshaken(rdiffBackup, MIRROR, [`${DATA}/${MARK}`, `${DATA}/${SNAPSHOT}`], 100);
  });
});
