/** Lists of every tool, in trees as people have them: found without an option, held, and a flipped bit is named. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type BytePath, toBytes } from '../../src/model/path.ts';
import { needs, takes } from '../help/tools.ts';
import { lay, type Node, put } from '../help/tree.ts';
import { type Verified, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-real-lists-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const NAMES = [
  'db/dump 1.txt',
  'db/empty',
  'etc/hosts',
  '#hash',
  'a) = b',
  '\xc3\xbcn\xc3\xaf.txt',
  'x.log',
  'y.log',
];

function makeTree(names: readonly BytePath[] = NAMES): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  const files = names.map((name, i): [BytePath, Node] => [
    name,
    { kind: 'file', bytes: Buffer.from(name === 'db/empty' ? '' : `${'content of '.repeat(i)}${name}\n`) },
  ]);
  lay(root, new Map(files));
  return root;
}

/** Lists every file of a tree, as `find | xargs TOOL > LIST` does. */
function list(root: string, command: string, name: string): void {
  const all = `find . -type f ! -name ${name} -printf '%P\\0' | sort -z | xargs -0 ${command}`;
  execFileSync('sh', ['-c', `${all} > ${name}`], { cwd: root, env: { ...process.env, LC_ALL: 'C' } });
}

function flip(root: string, name: BytePath): void {
  const bytes = readFileSync(toBytes(`${root}/${name}`));
  bytes.writeUInt8(bytes.readUInt8(1) ^ 16, 1);
  rmSync(toBytes(`${root}/${name}`));
  put(`${root}/${name}`, { kind: 'file', bytes });
}

/** What vouches, as the run says it; sound before, and not after a flipped bit. */
async function expectToVouch(root: string, damaged: BytePath = 'etc/hosts'): Promise<Verified['vouchers']> {
  const { vouchers, exit, found, counted } = await verified(root);
  expect({ exit, found }).toEqual({ exit: 0, found: [] });
  expect(counted.held).toBe(counted.promised);
  flip(root, damaged);
  const { exit: after, found: said, vouchers: again } = await verified(root);
  expect({ after, said, again }).toEqual({ after: 1, said: [`changed ${damaged}`], again: vouchers });
  return vouchers;
}

const LISTS: readonly (readonly [list: string, command: string])[] = [
  ['MD5SUMS', 'md5sum --'],
  ['md5sums', 'md5sum --binary --'],
  ['SHA1SUMS', 'sha1sum --'],
  ['SHA224SUMS', 'sha224sum --'],
  ['SHA256SUMS', 'sha256sum --'],
  ['sha256sum.txt', 'sha256sum --tag --'],
  ['backup.sha256', 'sha256sum --zero --'],
  ['SHA384SUMS', 'sha384sum --'],
  ['SHA512SUMS', 'sha512sum --'],
  ['B2SUMS', 'b2sum --'],
  ['all.b2', 'b2sum --length 256 --'],
  ['CHECKSUMS', 'cksum --'],
  ['CHECKSUM', 'cksum --algorithm sha512 --'],
  ['checksums.txt', 'cksum --algorithm sm3 --untagged --'],
  ['files.xxh32', 'xxhsum -H0 --'],
  ['files.xxh64', 'xxhsum -H1 --'],
  ['files.xxh128', 'xxhsum -H2 --'],
  ['files.xxh3', 'xxhsum -H3 --'],
  ['little.xxh64', 'xxhsum -H1 --little-endian --'],
  ['little.xxh128', 'xxhsum -H2 --little-endian --tag --'],
  ['B3SUMS', 'b3sum --'],
  ['hashes.txt', 'shasum --algorithm 512256 --'],
  ['perl.sha1', 'shasum --'],
  ['openssl.sha256', 'openssl dgst -sha256'],
  ['SHA512SUMS.txt', 'openssl dgst -sha512 -r'],
  ['openssl.rmd160', 'openssl dgst -ripemd160'],
];

const toolOf = (command: string): [string, ...string[]] => {
  const [tool = '', ...options] = command.split(' ').filter((word) => word !== '--');
  return [tool, ...options];
};

describe('a list', () => {
  it.concurrent.each(LISTS.filter(([, command]) => takes(...toolOf(command))))(
    '%s of %s is found and held',
    async (name, command) => {
      const root = makeTree();
      list(root, command, name);
      const vouchers = await expectToVouch(root);
      expect(vouchers).toMatchObject([{ format: 'checksum-list', path: name, entries: NAMES.length }]);
    },
  );
});

const MISNAMED: readonly (readonly [list: string, command: string, note: string])[] = [
  ['SHA256SUMS', 'b3sum --', 'its digests are blake3, not sha256'],
  ['SHA256SUMS', 'openssl dgst -sha3-256 -r', 'its digests are sha3-256, not sha256'],
  ['SHA256SUMS', 'shasum --algorithm 512256 --', 'its digests are sha512-256, not sha256'],
  ['SHA512SUMS', 'b2sum --', 'its digests are blake2b, not sha512'],
  ['B2SUMS', 'sha512sum --', 'its digests are sha512, not blake2b'],
  ['MD5SUMS', 'xxhsum -H2 --', 'its digests are xxh128, not md5'],
  ['SHA1SUMS', 'openssl dgst -ripemd160 -r', 'its digests are ripemd160, not sha1'],
  ['CHECKSUMS', 'xxhsum -H1 --little-endian --', 'its digests are xxh64 in little-endian order'],
];

describe('a list whose name says another algorithm', () => {
  it.concurrent.each(MISNAMED.filter(([, command]) => takes(...toolOf(command))))(
    '%s of %s: %s',
    async (name, command, note) => {
      const root = makeTree();
      list(root, command, name);
      expect(await expectToVouch(root)).toMatchObject([{ path: name, notes: [note] }]);
    },
  );
});

describe.skipIf(!needs('sha256sum', 'md5sum', 'sha1sum', 'gzip'))('lists in trees', () => {
  it.concurrent('one in each directory, of different tools', async () => {
    const root = makeTree(['a/x.txt', 'a/y.txt', 'b/x.txt', 'b/c/x.data']);
    execFileSync('sh', ['-c', 'sha256sum x.txt y.txt > SHA256SUMS'], { cwd: join(root, 'a') });
    execFileSync('sh', ['-c', 'md5sum x.txt c/x.data > MD5SUMS'], { cwd: join(root, 'b') });
    expect(await expectToVouch(root, 'b/c/x.data')).toMatchObject([
      { path: 'a/SHA256SUMS' },
      { path: 'b/MD5SUMS' },
    ]);
  });

  it.concurrent('a sidecar for each file, with and without a name in it', async () => {
    const root = makeTree(['one.data', 'two.data', 'three.data']);
    const command =
      'sha256sum one.data > one.data.sha256; md5sum < two.data | cut -c1-32 > two.data.md5; sha1sum ./three.data | cut -c1-40 | tr -d "\\n" > three.data.sha1';
    execFileSync('sh', ['-c', command], { cwd: root });
    expect((await expectToVouch(root, 'three.data')).map(({ path }) => path).toSorted()).toEqual([
      'one.data.sha256',
      'three.data.sha1',
      'two.data.md5',
    ]);
    for (const [name, code] of [
      ['one.data', 0],
      ['two.data', 0],
      ['three.data', 1],
    ] as const)
      expect((await verified(join(root, name))).exit).toBe(code);
  });

  it.concurrent('one that was packed', async () => {
    const root = makeTree();
    list(root, 'sha256sum --', 'SHA256SUMS');
    execFileSync('gzip', ['SHA256SUMS'], { cwd: root });
    expect(await expectToVouch(root)).toMatchObject([{ path: 'SHA256SUMS.gz', entries: NAMES.length }]);
  });

  it.concurrent('one with its detached signature beside it, whatever that is called', async () => {
    const root = makeTree();
    list(root, 'sha256sum --', 'SHA256SUMS');
    const signature =
      '-----BEGIN PGP SIGNATURE-----\n\niQIzBAABCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n';
    for (const extension of ['asc', 'sign', 'gpg', 'sig'])
      writeFileSync(join(root, `SHA256SUMS.${extension}`), signature);
    expect(await expectToVouch(root)).toMatchObject([{ path: 'SHA256SUMS' }]);
    rmSync(join(root, 'SHA256SUMS'));
    expect((await verified(root)).exit).toBe(4);
  });

  it.concurrent('one with Windows line ends and backslashes', async () => {
    const root = makeTree(['db/dump.txt', 'etc/hosts', 'top.txt']);
    const command = "sha256sum db/dump.txt etc/hosts top.txt | tr / '\\\\' | sed 's/$/\\r/' > SHA256SUMS";
    execFileSync('sh', ['-c', command], { cwd: root });
    expect(readFileSync(join(root, 'SHA256SUMS'), 'latin1')).toContain('etc\\hosts\r\n');
    expect(await expectToVouch(root)).toMatchObject([
      { notes: ['paths with backslashes read as slashes: 2'] },
    ]);
  });

  it.concurrent('one that was made with absolute paths, before the backup was moved', async () => {
    const root = makeTree();
    execFileSync('sh', ['-c', 'find "$PWD" -type f | xargs -d "\\n" sha256sum > ../absolute'], { cwd: root });
    const moved = makeTree();
    execFileSync('mv', [join(scratch, 'absolute'), join(moved, 'SHA256SUMS')]);
    expect(await expectToVouch(moved)).toMatchObject([{ notes: [`paths relocated from ${root} to .`] }]);
  });

  it.concurrent('one that lists itself and grows day by day', async () => {
    const root = makeTree(['etc/hosts', 'log.txt']);
    execFileSync(
      'sh',
      [
        '-c',
        'sha256sum etc/hosts log.txt SHA256SUMS >> SHA256SUMS; echo more >> log.txt; sha256sum log.txt >> SHA256SUMS',
      ],
      {
        cwd: root,
        stdio: 'ignore',
      },
    );
    await expectToVouch(root);
  });
});
