import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBatches, type TreePair } from '../../../src/engine/reading/batch.ts';
import { BIG_FILE } from '../../../src/read/file.ts';
import { gather, inChunks } from '../../help/arbitrary.ts';
import { entry, promise } from '../cases.ts';

/** Pairs of files of promised sizes; a directory where there is none. */
function pairs(sizes: readonly (number | undefined)[]): TreePair[] {
  return sizes.map((size, i) =>
    size === undefined
      ? { left: entry(String(i), 'directory') }
      : { left: entry(String(i)), right: promise(String(i), '', { size }) },
  );
}

async function batches(
  sizes: readonly (number | undefined)[],
  chunks: readonly number[] = [100],
): Promise<number[][]> {
  const found = await gather(inBatches(inChunks(pairs(sizes), chunks)));
  return found.map((batch) => batch.pairs.map(({ left }) => Number(left?.path)));
}

function sizeOf({ right }: TreePair): number {
  return right?.size ?? 0;
}

describe('batches', () => {
  it('hold every pair once, in order, within their bounds', async () => {
    const someSize = fc.oneof(
      fc.constantFrom(undefined, 0, 1, BIG_FILE - 1, BIG_FILE, BIG_FILE + 1, 2 ** 40),
      fc.integer({ min: 0, max: BIG_FILE }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(someSize, { maxLength: 40 }),
        fc.array(fc.nat(9), { minLength: 1 }),
        async (sizes, chunks) => {
          const all = pairs(sizes);
          const found = await gather(inBatches(inChunks(all, chunks)));
          expect(found.flatMap((batch) => batch.pairs)).toEqual(all);
          for (const batch of found) {
            expect(batch.pairs.length).toBeGreaterThan(0);
            expect(batch.pairs.length).toBeLessThanOrEqual(512);
            const bytes = batch.pairs.reduce((sum, pair) => sum + sizeOf(pair), 0);
            if (batch.pairs.length > 1) expect(bytes).toBeLessThan(BIG_FILE);
            expect(batch.alone).toBe(found.length === 1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are 512 pairs at most', async () => {
    const found = await batches(Array.from({ length: 1025 }, () => 0));
    expect(found.map((batch) => batch.length)).toEqual([512, 512, 1]);
  });

  it('are filled up to the bound', async () => {
    const quarter = BIG_FILE / 4;
    expect(await batches([quarter, quarter, quarter - 1, quarter, 1, quarter])).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
  });

  it('keep a big file by itself', async () => {
    expect(await batches([undefined, 0, BIG_FILE, undefined, 0, 1])).toEqual([[0, 1], [2], [3, 4, 5]]);
    expect(await batches([BIG_FILE + 1, BIG_FILE + 1])).toEqual([[0], [1]]);
  });

  it('are alone where there is one', async () => {
    expect(await gather(inBatches(inChunks(pairs([1, 2]), [1])))).toMatchObject([{ alone: true }]);
    const two = await gather(inBatches(inChunks(pairs([BIG_FILE, 2]), [1])));
    expect(two.map((batch) => batch.alone)).toEqual([false, false]);
    expect(await batches([])).toEqual([]);
  });
});
