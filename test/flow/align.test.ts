import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align, Disorder, type Pair } from '../../src/flow/align.ts';
import { gather, inChunks } from '../help/arbitrary.ts';

type Left = { readonly l: string };
type Right = { readonly r: string };

const keys = { left: (item: Left) => item.l, right: (item: Right) => item.r };
const someKeys = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom('a', '/', '-', '.', '\xff'), maxLength: 4 }), {
    maxLength: 40,
  })
  .map((all) => all.toSorted(byKey));
const someSizes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 });

function byKey(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function joined(left: readonly string[], right: readonly string[]): Pair<Left, Right>[] {
  return [...new Set([...left, ...right])].toSorted(byKey).map((key) => ({
    ...(left.includes(key) ? { left: { l: key } } : {}),
    ...(right.includes(key) ? { right: { r: key } } : {}),
  }));
}

/** A stream that says when it is closed, and when it is asked again after its end. */
function watched<T>(chunks: readonly (readonly T[])[]): {
  stream: AsyncIterable<readonly T[]>;
  closed: boolean;
} {
  const state = {
    closed: false,
    stream: {
      [Symbol.asyncIterator]() {
        let at = 0;
        return {
          next: async () => {
            const value = chunks[at++];
            if (value === undefined) return { done: true as const, value: undefined };
            return { done: false as const, value };
          },
          return: async () => {
            state.closed = true;
            return { done: true as const, value: undefined };
          },
        };
      },
    },
  };
  return state;
}

describe('align', () => {
  it('is the join of two sets by key, in order, however the streams are cut', async () => {
    await fc.assert(
      fc.asyncProperty(someKeys, someKeys, someSizes, someSizes, async (left, right, some, others) => {
        const pairs = await gather(
          align(
            inChunks(
              left.map((l) => ({ l })),
              some,
            ),
            inChunks(
              right.map((r) => ({ r })),
              others,
            ),
            keys,
          ),
        );
        expect(pairs.flat()).toEqual(joined(left, right));
      }),
      { numRuns: 300 },
    );
  });

  it('never gives an empty chunk', async () => {
    const left = watched<Left>([[], [{ l: 'a' }], [], [{ l: 'c' }], []]);
    const right = watched<Right>([[], [], [{ r: 'b' }]]);
    const chunks = await gather(align(left.stream, right.stream, keys));
    expect(chunks.map((chunk) => chunk.length)).not.toContain(0);
    expect(chunks.flat()).toHaveLength(3);
    expect([left.closed, right.closed]).toEqual([true, true]);
  });

  it.each([
    ['left', [['a', 'c', 'b']], ['x']],
    ['left', [['a', 'c'], ['b']], ['x']],
    ['left', [['b'], ['b']], ['x']],
    ['left', [['a', 'a']], []],
  ])('refuses a %s stream %j that is not ordered', async (side, chunks, other) => {
    const left = watched(chunks.map((chunk) => chunk.map((l) => ({ l }))));
    const right = watched([other.map((r) => ({ r }))]);
    await expect(gather(align(left.stream, right.stream, keys))).rejects.toThrow(`the ${side} stream`);
    expect([left.closed, right.closed]).toEqual([true, true]);
  });

  it('names both keys of a disorder', async () => {
    const error = await gather(
      align(inChunks([], []), inChunks([{ r: 'd/' }, { r: 'd-' }], [2]), keys),
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Disorder);
    expect(error).toMatchObject({ before: 'd/', after: 'd-', name: 'Disorder' });
  });

  it('closes both streams when the consumer leaves, and when one of them fails', async () => {
    const left = watched<Left>([[{ l: 'a' }], [{ l: 'b' }]]);
    const right = watched<Right>([[{ r: 'a' }], [{ r: 'b' }]]);
    for await (const pairs of align(left.stream, right.stream, keys)) {
      expect(pairs).toEqual([{ left: { l: 'a' }, right: { r: 'a' } }]);
      break;
    }
    expect([left.closed, right.closed]).toEqual([true, true]);

    const other = watched<Right>([[{ r: 'a' }]]);
    async function* failing(): AsyncGenerator<readonly Left[]> {
      yield [{ l: 'a' }];
      throw new Error('gone');
    }
    await expect(gather(align(failing(), other.stream, keys))).rejects.toThrow('gone');
    expect(other.closed).toBe(true);
  });
});
