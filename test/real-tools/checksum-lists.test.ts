import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { algorithmNamed } from '../../src/hash/algorithms.ts';
import { reverseBytes } from '../../src/manifest/checksum/digest.ts';
import { type ChecksumList, parseChecksumList } from '../../src/manifest/checksum/list.ts';
import { needs, takes } from '../help/tools.ts';

/** Byte strings: names as a hostile user gives them. */
const PLAIN = [
  'hello.txt',
  'sp ace',
  '*star',
  'a) = b',
  'SHA256 (x) = y',
  'back\\slash',
  '\\n',
  'lat\xe9',
  '\xc3\xbcn\xc3\xaf.txt',
  ' leading',
  'trail ',
  ' ',
  '\t',
  'Users',
  '^hat',
  '#hash',
  '\xe2\x80\xa6',
  'c\rr',
];
const LINE_FEEDS = ['new\nline', '\n', 'two\n\nlines', '\\\n\\'];
const LAST_CR = ['cr\r', '\r'];
const DASH = '-';
const EVERY = [...LINE_FEEDS, ...PLAIN, ...LAST_CR];

const directory = mkdtempSync(join(tmpdir(), 'restorable-lists-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(name: string): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);
}
for (const name of [...EVERY, DASH]) writeFileSync(fileOf(name), `content of ${name}`, 'latin1');

/** What the tool prints; the names go through xargs, for arguments of Node are no bytes. */
function run(command: readonly string[], names: readonly string[]): Buffer {
  const input = Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1');
  return execFileSync('xargs', ['-0', ...command], {
    cwd: directory,
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

async function digestOf(algorithm: string, name: string): Promise<string> {
  const engine = await algorithmNamed(algorithm)?.load();
  const hasher = engine?.create();
  hasher?.update(readFileSync(fileOf(name)));
  return hasher?.end() ?? 'no such algorithm';
}

async function expectAll(list: ChecksumList, algorithm: string, names: readonly string[]): Promise<void> {
  expect(list.problems).toEqual([]);
  expect([...list.entries].map(({ path }) => path)).toEqual(names);
  expect([...list.entries].map(({ hex }) => hex)).toEqual(
    await Promise.all(names.map((name) => digestOf(algorithm, name))),
  );
  for (const { algorithms } of list.entries) expect(algorithms).toContain(algorithm);
}

const COREUTILS: readonly (readonly [string, string, ...string[]])[] = [
  ['md5', 'md5sum'],
  ['sha1', 'sha1sum'],
  ['sha224', 'sha224sum'],
  ['sha256', 'sha256sum'],
  ['sha384', 'sha384sum'],
  ['sha512', 'sha512sum'],
  ['blake2b', 'b2sum'],
  ['blake2b-256', 'b2sum', '-l', '256'],
  ['md5', 'md5sum', '--binary'],
  ['md5', 'md5sum', '--tag'],
  ['sha1', 'sha1sum', '--tag'],
  ['sha256', 'sha256sum', '--tag'],
  ['sha512', 'sha512sum', '--tag'],
  ['blake2b', 'b2sum', '--tag'],
  ['blake2b-200', 'b2sum', '-l', '200', '--tag'],
  ['sha256', 'cksum', '-a', 'sha256'],
  ['sha256', 'cksum', '-a', 'sha256', '--tag'],
  ['sha256', 'cksum', '-a', 'sha256', '--untagged'],
  ['blake2b-256', 'cksum', '-a', 'blake2b', '-l', '256'],
  ['sm3', 'cksum', '-a', 'sm3'],
  ['sm3', 'cksum', '-a', 'sm3', '--untagged'],
];

describe.each(COREUTILS)('%s by %s', (algorithm, ...command) => {
  const [tool, ...options] = command;

  it.skipIf(!takes(tool ?? '', ...options))(`reads ${command.join(' ')}`, async () => {
    const list = run([...command, '--'], EVERY);
    await expectAll(parseChecksumList(list), algorithm, EVERY);
    const dotted = run(
      [...command, '--'],
      [...EVERY, DASH].map((name) => `./${name}`),
    );
    await expectAll(parseChecksumList(dotted), algorithm, [...EVERY, DASH]);
  });

  it.skipIf(!takes(tool ?? '', ...options, '--zero'))(`reads ${command.join(' ')} --zero`, async () => {
    for (const names of [EVERY, EVERY.toReversed(), PLAIN]) {
      const list = run([...command, '--zero', '--'], names);
      await expectAll(parseChecksumList(list), algorithm, names);
    }
  });
});

const UNESCAPED: readonly (readonly [string, string, ...string[]])[] = [
  ['cksum', 'cksum'],
  ['xxh32', 'xxhsum', '-H0'],
  ['xxh64', 'xxhsum', '-H1'],
  ['xxh128', 'xxhsum', '-H2'],
  ['xxh3', 'xxhsum', '-H3'],
  ['xxh32', 'xxhsum', '-H0', '--tag'],
  ['xxh64', 'xxhsum', '-H1', '--tag'],
  ['xxh128', 'xxhsum', '-H2', '--tag'],
  ['xxh3', 'xxhsum', '-H3', '--tag'],
  ['xxh32', 'xxhsum', '-H0', '--tag', '--little-endian'],
  ['xxh64', 'xxhsum', '-H1', '--tag', '--little-endian'],
  ['xxh128', 'xxhsum', '-H2', '--tag', '--little-endian'],
  ['xxh3', 'xxhsum', '-H3', '--tag', '--little-endian'],
  ['md5', 'openssl', 'dgst', '-md5'],
  ['sha256', 'openssl', 'dgst', '-sha256'],
  ['sha512-256', 'openssl', 'dgst', '-sha512-256'],
  ['sha3-384', 'openssl', 'dgst', '-sha3-384'],
  ['blake2b', 'openssl', 'dgst', '-blake2b512'],
  ['blake2s', 'openssl', 'dgst', '-blake2s256'],
  ['ripemd160', 'openssl', 'dgst', '-ripemd160'],
  ['sm3', 'openssl', 'dgst', '-sm3'],
  ['sha256', 'openssl', 'dgst', '-sha256', '-r'],
];

describe.each(UNESCAPED)('%s by %s', (algorithm, ...command) => {
  const [tool, ...options] = command;
  const dotted = (names: readonly string[]): string[] => names.map((name) => `./${name}`);

  it.skipIf(!takes(tool ?? '', ...options))(`reads ${command.join(' ')}`, async () => {
    const names = [...PLAIN, DASH];
    await expectAll(parseChecksumList(run(command, dotted(names))), algorithm, names);
  });

  it.skipIf(!takes(tool ?? '', ...options))(
    `does not hide that ${command.join(' ')} broke a name`,
    async () => {
      const list = parseChecksumList(run(command, dotted(['hello.txt', 'new\nline', 'sp ace'])));
      const paths = [...list.entries].map(({ path }) => path);
      if (!paths.includes('new\nline'))
        expect(list.problems.map(({ reason }) => reason).join()).toContain('line feed');
      expect(paths).toEqual(expect.arrayContaining(['hello.txt', 'sp ace']));
    },
  );
});

describe.skipIf(!needs('xxhsum'))('xxhsum --little-endian without tags', () => {
  it.each([
    ['xxh32', '-H0'],
    ['xxh64', '-H1'],
    ['xxh128', '-H2'],
  ])('gives the bytes of %s the other way round', async (algorithm, option) => {
    const { entries, problems } = parseChecksumList(run(['xxhsum', option, '--little-endian', '--'], PLAIN));
    expect(problems).toEqual([]);
    for (const { path, hex } of entries) expect(reverseBytes(hex)).toBe(await digestOf(algorithm, path));
    expect([...entries].map(({ path }) => path)).toEqual(PLAIN);
  });
});

describe.skipIf(!needs('b3sum'))('b3sum', () => {
  const names = [...LINE_FEEDS, ...PLAIN.filter((name) => name !== 'lat\xe9')];

  it('is read', async () => {
    await expectAll(parseChecksumList(run(['b3sum', '--'], names)), 'blake3', names);
  });

  it('loses a name that is not UTF-8, and the list says so', () => {
    const list = parseChecksumList(run(['b3sum'], ['lat\xe9']));
    expect([...list.entries]).toMatchObject([{ path: 'lat\xef\xbf\xbd' }]);
    expect(list.notes).toEqual(['names with U+FFFD: characters lost by the tool that made the list: 1']);
  });
});

describe.skipIf(!needs('shasum'))('shasum', () => {
  const names = [...LINE_FEEDS, ...PLAIN];

  it.each([
    ['sha1', '1'],
    ['sha224', '224'],
    ['sha256', '256'],
    ['sha384', '384'],
    ['sha512', '512'],
    ['sha512-224', '512224'],
    ['sha512-256', '512256'],
  ])('of %s is read in all its forms', async (algorithm, option) => {
    const dotted = names.map((name) => `./${name}`);
    for (const mode of [['--text'], ['--binary'], ['--tag']]) {
      const list = run(['shasum', '-a', option, ...mode], dotted);
      await expectAll(parseChecksumList(list), algorithm, names);
    }
  });

  it.each(['--UNIVERSAL', '--01'])(
    '%s does not hash the raw bytes, so that nothing of it is believed',
    (mode) => {
      const list = parseChecksumList(run(['shasum', '-a', '256', mode], ['./hello.txt', './sp ace']));
      expect(list.entries).toHaveLength(0);
      expect(list.notes.join()).toContain('not of the raw bytes');
      expect(list.problems).toMatchObject([{ line: 0, kind: 'damaged' }]);
    },
  );
});

describe.skipIf(!needs('cksum'))('cksum -a sysv', () => {
  it('has 16 bits, which is said', () => {
    const list = parseChecksumList(run(['cksum', '-a', 'sysv'], ['hello.txt', 'sp ace']));
    expect(list).toMatchObject({
      entries: { length: 0 },
      problems: [{ reason: expect.stringContaining('16 bits') }],
    });
  });
});
