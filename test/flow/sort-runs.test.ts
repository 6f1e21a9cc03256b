import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { mergeRuns } from '../../src/flow/merge-runs.ts';
import { type SortOptions, sortRuns } from '../../src/flow/sort-runs.ts';

type Item = { readonly key: string; readonly order: number };

const directory = mkdtempSync(join(tmpdir(), 'restorable-sort-test-'));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => expect(readdirSync(directory)).toEqual([]));

const options = (limit?: number): SortOptions<Item> => ({
  keyOf: (item) => item.key,
  encode: (item) => `${item.order}\t${item.key.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
  decode: (line) => {
    const tab = line.indexOf('\t');
    const key = line.slice(tab + 1).replace(/\\[\\n]/g, (pair) => (pair === '\\n' ? '\n' : '\\'));
    return { key, order: Number(line.slice(0, tab)) };
  },
  directory,
  ...(limit === undefined ? {} : { limit }),
});

async function* inChunks<T>(list: readonly T[], size = 7): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

async function gather<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

function items(keys: readonly string[]): Item[] {
  return keys.map((key, order) => ({ key, order }));
}

function sorted(list: readonly Item[]): Item[] {
  return list.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.order - b.order));
}

describe('sortRuns', () => {
  it('sorts bytes, whatever fits into memory, and keeps the order of equal keys', async () => {
    const key = fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(key, { maxLength: 60 }),
        fc.integer({ min: 0, max: 70 }),
        async (keys, limit) => {
          const all = items(keys);
          expect(await gather(sortRuns(inChunks(all), options(limit)))).toEqual(sorted(all));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('merges more runs than it opens at once', async () => {
    const all = items(Array.from({ length: 3000 }, (_, i) => String((i * 7919) % 500)));
    expect(await gather(sortRuns(inChunks(all), options(10)))).toEqual(sorted(all));
  });

  it('writes nothing while the items fit', async () => {
    const stream = sortRuns(inChunks(items(['b', 'a'])), {
      ...options(),
      directory: join(directory, 'absent'),
    });
    expect((await gather(stream)).map(({ key }) => key)).toEqual(['a', 'b']);
    expect(await gather(sortRuns(inChunks<Item>([]), options()))).toEqual([]);
  });

  it('removes its files when the consumer leaves early', async () => {
    const all = items(Array.from({ length: 20_000 }, (_, i) => String(i)));
    for await (const batch of sortRuns(inChunks(all), options(1000))) {
      expect(readdirSync(directory)).toHaveLength(1);
      expect(batch[0]?.key).toBe('0');
      break;
    }
  });

  it('removes its files when the stream before it fails', async () => {
    async function* failing(): AsyncGenerator<readonly Item[]> {
      yield items(['c', 'b', 'a']);
      expect(readdirSync(directory)).toHaveLength(1);
      throw new Error('gone');
    }
    await expect(gather(sortRuns(failing(), options(1)))).rejects.toThrow('gone');
  });

  it('refuses an item whose line has a LF', async () => {
    const broken = { ...options(1), encode: (item: Item) => `${item.key}\n` };
    await expect(gather(sortRuns(inChunks(items(['a', 'b'])), broken))).rejects.toThrow('LF');
  });

  it('gives batches, not single items', async () => {
    const all = items(Array.from({ length: 5000 }, (_, i) => String(i)));
    const sizes: number[] = [];
    for await (const batch of sortRuns(inChunks(all), options(700))) sizes.push(batch.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5000);
    expect(sizes.length).toBeLessThan(10);
  });
});

describe('mergeRuns', () => {
  it('closes every source, also when one fails', async () => {
    const closed: string[] = [];
    async function* source(name: string, ...keys: string[]): AsyncGenerator<readonly string[]> {
      try {
        for (const key of keys) {
          if (key === 'fail') throw new Error('gone');
          yield [key];
        }
      } finally {
        closed.push(name);
      }
    }
    const failing = mergeRuns([source('x', 'a', 'd'), source('y', 'b', 'fail')], (key) => key);
    await expect(gather(failing)).rejects.toThrow('gone');
    expect(closed.toSorted()).toEqual(['x', 'y']);
  });

  it('takes sources without anything and batches without anything', async () => {
    const merged = mergeRuns([[], [[], ['b'], [], ['c']], [['a']]], (key: string) => key);
    expect(await gather(merged)).toEqual(['a', 'b', 'c']);
  });
});
