import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeOrdered } from '../../src/flow/merge-ordered.ts';
import { gather, inChunks } from '../help/arbitrary.ts';

type Item = { readonly key: string; readonly from: readonly number[] };

const keyOf = (item: Item): string => item.key;
const combine = (items: readonly [Item, ...Item[]]): Item => ({
  key: items[0].key,
  from: items.flatMap((item) => item.from),
});
const someKeys = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '/', '\xff'), maxLength: 5 }), { maxLength: 60 })
  .map((keys) => keys.toSorted(byKey));
const someSizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3 });

function byKey(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

describe('mergeOrdered', () => {
  it('sorts and groups by key, the streams in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(someKeys, someSizes), { maxLength: 5 }), async (streams) => {
        const merged = await gather(
          mergeOrdered(
            streams.map(([keys, sizes], i) =>
              inChunks(
                keys.map((key) => ({ key, from: [i] })),
                sizes,
              ),
            ),
            keyOf,
            combine,
          ),
        );
        const all = [...new Set(streams.flatMap(([keys]) => keys))].toSorted(byKey);
        expect(merged.flat()).toEqual(
          all.map((key) => ({ key, from: streams.flatMap(([keys], i) => (keys.includes(key) ? [i] : [])) })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('merges many streams, those with equal items in their order', async () => {
    const keys = (i: number): string[] =>
      Array.from({ length: 1 + (i % 7) }, (_, j) => String((i * 31 + j * 997) % 500).padStart(3, '0'));
    const streams = Array.from({ length: 300 }, (_, i) => [...new Set(keys(i))].toSorted(byKey));
    const merged = await gather(
      mergeOrdered(
        streams.map((each, i) =>
          inChunks(
            each.map((key) => ({ key, from: [i] })),
            [2],
          ),
        ),
        keyOf,
        combine,
      ),
    );
    const all = [...new Set(streams.flat())].toSorted(byKey);
    expect(merged.flat()).toEqual(
      all.map((key) => ({ key, from: streams.flatMap((each, i) => (each.includes(key) ? [i] : [])) })),
    );
  });

  it('gives chunks of bounded size, none of them empty', async () => {
    const keys = Array.from({ length: 3000 }, (_, i) => String(i).padStart(5, '0'));
    const stream = (part: number): AsyncIterable<readonly Item[]> =>
      inChunks(
        keys.filter((_, i) => i % 2 === part).map((key) => ({ key, from: [part] })),
        [700],
      );
    const chunks = await gather(mergeOrdered([stream(0), stream(1)], keyOf, combine));
    expect(chunks.flat().map(keyOf)).toEqual(keys);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(256);
    expect(Math.min(...chunks.map((chunk) => chunk.length))).toBeGreaterThan(0);
  });

  it('opens no stream before it is asked, and closes all when the consumer leaves or one fails', async () => {
    const told: string[] = [];
    async function* stream(
      name: string,
      ...keys: string[]
    ): AsyncGenerator<readonly Item[], void, undefined> {
      told.push(`open ${name}`);
      try {
        for (const key of keys) {
          if (key === 'fail') throw new Error('gone');
          yield [{ key, from: [] }];
        }
      } finally {
        told.push(`close ${name}`);
      }
    }
    const many = Array.from({ length: 600 }, (_, i) => String(i).padStart(4, '0'));
    const merged = mergeOrdered([stream('x', ...many), stream('y', '0001', 'b')], keyOf, combine);
    expect(told).toEqual([]);
    await merged.next();
    await merged.return();
    expect(told.toSorted()).toEqual(['close x', 'close y', 'open x', 'open y']);

    told.length = 0;
    const failing = mergeOrdered([stream('x', 'a', 'c'), stream('y', 'b', 'fail')], keyOf, combine);
    await expect(gather(failing)).rejects.toThrow('gone');
    expect(told.toSorted()).toEqual(['close x', 'close y', 'open x', 'open y']);
  });

  it('passes a single stream on as it is, and nothing where there is none', async () => {
    const one = await gather(mergeOrdered([inChunks([{ key: 'b', from: [0] }], [])], keyOf, combine));
    expect(one).toEqual([[{ key: 'b', from: [0] }]]);
    expect(await gather(mergeOrdered([], keyOf, combine))).toEqual([]);
  });
});
