import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { algorithmNamed } from '../../src/hash/algorithms.ts';
import { noise, streamed } from '../hash/stream.ts';
import { takes } from '../help/tools.ts';

/** Among them the limits of blocks, of the classes of XXH3 (16, 128, 240) and of BLAKE3 chunks (1024). */
const LENGTHS = [
  0, 1, 3, 8, 16, 17, 63, 64, 65, 128, 129, 240, 241, 1023, 1024, 1025, 2049, 4095, 16_385, 300_000,
];

/** Every algorithm and the command that prints its digests, a line for each file. */
const COMMANDS: readonly (readonly [string, string, ...string[]])[] = [
  ['md5', 'md5sum'],
  ['sha1', 'sha1sum'],
  ['sha224', 'sha224sum'],
  ['sha256', 'sha256sum'],
  ['sha384', 'sha384sum'],
  ['sha512', 'sha512sum'],
  ['blake2b', 'b2sum'],
  ['blake2b-8', 'b2sum', '-l', '8'],
  ['blake2b-160', 'b2sum', '-l', '160'],
  ['blake2b-256', 'b2sum', '-l', '256'],
  ['blake2b-384', 'b2sum', '-l', '384'],
  ['cksum', 'cksum'],
  ['sm3', 'cksum', '--untagged', '-a', 'sm3'],
  ['xxh32', 'xxhsum', '-H0'],
  ['xxh64', 'xxhsum', '-H1'],
  ['xxh128', 'xxhsum', '-H2'],
  ['xxh3', 'xxhsum', '-H3'],
  ['blake3', 'b3sum'],
  ['sha1', 'shasum', '-a', '1'],
  ['sha512-224', 'shasum', '-a', '512224'],
  ['sha512-256', 'shasum', '-a', '512256'],
  ['sha512-224', 'openssl', 'dgst', '-sha512-224'],
  ['sha512-256', 'openssl', 'dgst', '-sha512-256'],
  ['sha3-224', 'openssl', 'dgst', '-sha3-224'],
  ['sha3-256', 'openssl', 'dgst', '-sha3-256'],
  ['sha3-384', 'openssl', 'dgst', '-sha3-384'],
  ['sha3-512', 'openssl', 'dgst', '-sha3-512'],
  ['sm3', 'openssl', 'dgst', '-sm3'],
  ['ripemd160', 'openssl', 'dgst', '-ripemd160'],
  ['blake2s', 'openssl', 'dgst', '-blake2s256'],
  ['crc32', 'rhash', '--printf=%{crc32}\\n'],
  ['crc32c', 'rhash', '--printf=%{crc32c}\\n'],
  ['whirlpool', 'rhash', '--printf=%{whirlpool}\\n'],
  ['ripemd160', 'rhash', '--printf=%{ripemd160}\\n'],
  ['sha3-384', 'rhash', '--printf=%{sha3-384}\\n'],
  ['blake2s', 'rhash', '--printf=%{blake2s}\\n'],
  [
    'adler32',
    'python3',
    '-c',
    'import sys, zlib\nfor f in sys.argv[1:]: print("%08x" % zlib.adler32(open(f, "rb").read()))',
  ],
];

const directory = mkdtempSync(join(tmpdir(), 'restorable-hash-'));
afterAll(() => rmSync(directory, { recursive: true }));

const files = LENGTHS.map((length) => ({
  path: join(directory, `of-${length}`),
  bytes: noise(length, length),
}));
for (const { path, bytes } of files) writeFileSync(path, bytes);

/** The digest in a line, which tools put first, last or in decimal. */
function digestIn(line: string, name: string): string {
  const words = line.split(/\s+/);
  if (name === 'cksum') return Number(words[0]).toString(16).padStart(8, '0');
  return line.includes('=') ? (words.at(-1) ?? '') : (words[0] ?? '').replace('XXH3_', '');
}

describe.each(COMMANDS)('%s by %s', (name, tool, ...args) => {
  it.skipIf(!takes(tool, ...args))(
    `is what ${[tool, ...args].join(' ').replaceAll('\n', ' ')} says`,
    async () => {
      const algorithm = algorithmNamed(name);
      if (algorithm === undefined) throw new Error(`no algorithm ${name}`);
      const engine = await algorithm.load();
      const lines = execFileSync(tool, [...args, ...files.map((file) => file.path)], { encoding: 'utf8' });
      const wanted = lines
        .trimEnd()
        .split('\n')
        .map((line) => digestIn(line, name));
      expect(wanted[0]).toHaveLength(algorithm.hexLength);
      expect(files.map((file) => streamed(engine, file.bytes, [4096]))).toEqual(wanted);
      expect(files.map((file) => streamed(engine, file.bytes, [7, 1001]))).toEqual(wanted);
      if (engine.once !== undefined) expect(files.map((file) => engine.once?.(file.bytes))).toEqual(wanted);
    },
  );
});
