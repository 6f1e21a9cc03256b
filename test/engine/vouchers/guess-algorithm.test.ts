import { describe, expect, it } from 'vitest';
import {
  createGuesser,
  guessAlgorithms,
  type Resolved,
} from '../../../src/engine/vouchers/guess-algorithm.ts';
import { algorithmNamed, algorithmsOfLength } from '../../../src/hash/algorithms.ts';
import { reverseBytes } from '../../../src/manifest/checksum/digest.ts';
import type { ChecksumEntry } from '../../../src/manifest/checksum/entries.ts';
import { makeFolder } from '../../help/folder.ts';

const folder = makeFolder();
const NAMES = ['a', 'b', 'c', 'd', 'e'];
for (const name of NAMES) folder.write(name, `content of ${name}`.repeat(name.charCodeAt(0) - 96));

async function hexOf(algorithm: string, name: string): Promise<string> {
  const hasher = (await algorithmNamed(algorithm)?.load())?.create();
  hasher?.update(Buffer.from(`content of ${name}`.repeat(name.charCodeAt(0) - 96)));
  return hasher?.end() ?? '';
}

function resolved(path: string, hex: string, algorithms: readonly string[]): Resolved {
  return { path, entry: { line: 1, path, hex, algorithms, escaped: false } };
}

/** Entries of one list, whose digests are really of an algorithm; all of one length share their candidates. */
async function listOf(algorithm: string, names: readonly string[] = NAMES): Promise<Resolved[]> {
  const candidates = algorithmsOfLength(algorithmNamed(algorithm)?.hexLength ?? 0).map((each) => each.name);
  return Promise.all(names.map(async (name) => resolved(name, await hexOf(algorithm, name), candidates)));
}

function entryOf([first]: readonly Resolved[]): ChecksumEntry {
  if (first === undefined) throw new Error('a list without entries');
  return first.entry;
}

describe('the algorithm of untagged digests', () => {
  it.each([
    'crc32',
    'xxh32',
    'xxh64',
    'xxh3',
    'md5',
    'xxh128',
    'sha1',
    'blake2b-160',
    'sha256',
    'blake3',
    'sha3-256',
    'sha512',
    'blake2b',
  ])('is %s where that holds for the files', async (algorithm) => {
    const list = await listOf(algorithm);
    const settled = await guessAlgorithms(folder.path, list, []);
    expect(settled.algorithmOf(entryOf(list))).toBe(algorithm);
    expect(settled.canonical(entryOf(list), 'abcd')).toBe('abcd');
    const likeliest = entryOf(list).algorithms[0] ?? '';
    expect(settled.notes).toEqual(
      algorithm === likeliest ? [] : [`its digests are ${algorithm}, not ${likeliest}`],
    );
  });

  it.each(['xxh64', 'xxh3', 'xxh128', 'xxh32'])(
    'is %s in little-endian order where that holds',
    async (algorithm) => {
      const list = (await listOf(algorithm)).map(({ path, entry }) =>
        resolved(path, reverseBytes(entry.hex), entry.algorithms),
      );
      const settled = await guessAlgorithms(folder.path, list, []);
      expect(settled.algorithmOf(entryOf(list))).toBe(algorithm);
      expect(settled.canonical(entryOf(list), entryOf(list).hex)).toBe(await hexOf(algorithm, 'a'));
      expect(settled.notes).toEqual([`its digests are ${algorithm} in little-endian order`]);
    },
  );

  it('is what the tag says, whatever the files', async () => {
    const list = [resolved('a', await hexOf('sha256', 'a'), ['blake3'])];
    const settled = await guessAlgorithms(folder.path, list, ['sha256']);
    expect(settled.algorithmOf(entryOf(list))).toBe('blake3');
    expect(settled.notes).toEqual([]);
  });

  it('is the likeliest where no file is there or none holds', async () => {
    const absent = [resolved('absent', 'a'.repeat(64), ['sha256', 'blake3'])];
    expect((await guessAlgorithms(folder.path, absent, [])).algorithmOf(entryOf(absent))).toBe('sha256');
    expect((await guessAlgorithms(folder.path, absent, ['blake3'])).algorithmOf(entryOf(absent))).toBe(
      'blake3',
    );
    const rotten = [resolved('a', 'a'.repeat(64), ['sha256', 'blake3'])];
    expect((await guessAlgorithms(folder.path, rotten, ['md5', 'blake3'])).algorithmOf(entryOf(rotten))).toBe(
      'blake3',
    );
  });

  it('is that of most of the smallest files where some are rotten', async () => {
    const list = await listOf('blake3');
    const rotten = list.map((each) =>
      each.path === 'a' ? resolved('a', 'f'.repeat(64), each.entry.algorithms) : each,
    );
    const settled = await guessAlgorithms(folder.path, rotten, ['sha256']);
    expect(settled.algorithmOf(entryOf(list))).toBe('blake3');
  });

  it('is settled for each length by itself', async () => {
    const list = [...(await listOf('blake3', ['a', 'b'])), ...(await listOf('xxh128', ['c', 'd']))];
    const settled = await guessAlgorithms(folder.path, list, []);
    expect(list.map(({ entry }) => settled.algorithmOf(entry))).toEqual([
      'blake3',
      'blake3',
      'xxh128',
      'xxh128',
    ]);
    expect(settled.notes).toHaveLength(2);
  });

  it('does not open what is no file or cannot be there', async () => {
    folder.link('link', 'a');
    folder.directory('directory');
    const names = ['link', 'directory', 'a/below', 'x'.repeat(300), `${'deep/'.repeat(1000)}x`];
    const candidates = ['sha256', 'blake3'];
    const digest = await hexOf('blake3', 'a');
    const list = names.map((name) => resolved(name, digest, candidates));
    const settled = await guessAlgorithms(folder.path, list, []);
    expect(settled.algorithmOf(entryOf(list))).toBe('sha256');
  });

  it('is looked for among a thousand names, and no more', async () => {
    const candidates = ['sha256', 'blake3'];
    const absent = Array.from({ length: 1000 }, (_, i) => resolved(`absent${i}`, 'f'.repeat(64), candidates));
    const [last] = await listOf('blake3', ['a']);
    if (last === undefined) throw new Error('a list without entries');
    const list = [...absent, resolved('a', last.entry.hex, candidates)];
    expect((await guessAlgorithms(folder.path, list, [])).notes).toEqual([]);
    expect((await guessAlgorithms(folder.path, list.slice(1), [])).notes).toEqual([
      'its digests are blake3, not sha256',
    ]);
  });

  it('is asked of nothing in an empty list', async () => {
    expect((await guessAlgorithms(folder.path, [], [])).notes).toEqual([]);
  });
});

describe('the algorithm of one sidecar after the other', () => {
  it('is that of their names once three of them have held, without a read', async () => {
    const guess = createGuesser(folder.path);
    for (const name of ['a', 'b', 'c']) {
      const list = await listOf('sha256', [name]);
      expect((await guess(list, ['sha256'])).algorithmOf(entryOf(list))).toBe('sha256');
    }
    const other = await listOf('blake3', ['d']);
    expect((await guess(other, ['sha256'])).algorithmOf(entryOf(other))).toBe('sha256');
  });

  it('is looked for in each where none has held', async () => {
    const guess = createGuesser(folder.path);
    for (const name of NAMES) {
      const list = await listOf('blake3', [name]);
      expect((await guess(list, ['sha256'])).algorithmOf(entryOf(list))).toBe('blake3');
    }
  });
});
