import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALGORITHMS, type Algorithm, algorithmNamed } from '../../src/hash/algorithms.ts';
import { chunks, noise, streamed } from './stream.ts';
import { VECTORS } from './vectors.ts';

const INPUTS = [Buffer.alloc(0), Buffer.from('abc'), Buffer.alloc(1_000_000, 'a')];
const SIZES = [1, 3, 63, 64, 65, 1000, 16_383, 16_384, 16_385];

const someBytes = fc
  .tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 0xffffffff }))
  .map(([length, seed]) => noise(length, seed));
const someSizes = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 6 });

it('has vectors for the whole registry', () => {
  expect(ALGORITHMS.map((each) => each.name).filter((name) => !(name in VECTORS))).toEqual([]);
});

describe.each(Object.keys(VECTORS))('%s', (name) => {
  const algorithm: Algorithm | undefined = algorithmNamed(name);
  if (algorithm === undefined) throw new Error(`no algorithm ${name}`);

  it('gives the digests that real tools give', async () => {
    const engine = await algorithm.load();
    expect(INPUTS.map((input) => streamed(engine, input, [input.length]))).toEqual(VECTORS[name]);
    expect(INPUTS.map((input) => streamed(engine, input, SIZES))).toEqual(VECTORS[name]);
    if (engine.once !== undefined) expect(INPUTS.map((input) => engine.once?.(input))).toEqual(VECTORS[name]);
    expect(engine.create().end()).toMatch(/^[0-9a-f]+$/);
    expect(engine.create().end()).toHaveLength(algorithm.hexLength);
  });

  it('does not mind where the chunks are cut', async () => {
    const engine = await algorithm.load();
    fc.assert(
      fc.property(someBytes, someSizes, (bytes, sizes) => {
        const whole = streamed(engine, bytes, [Math.max(1, bytes.length)]);
        expect(streamed(engine, bytes, sizes)).toBe(whole);
        if (engine.once !== undefined) expect(engine.once(bytes)).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps two hashers apart that take turns, with a third dropped between', async () => {
    const engine = await algorithm.load();
    fc.assert(
      fc.property(someBytes, someBytes, someSizes, someSizes, (left, right, leftSizes, rightSizes) => {
        const a = engine.create();
        const b = engine.create();
        const fromLeft = chunks(left, leftSizes);
        const fromRight = chunks(right, rightSizes);
        let open = true;
        while (open) {
          const [one, two] = [fromLeft.next(), fromRight.next()];
          if (one.done !== true) a.update(one.value);
          if (two.done !== true) b.update(two.value);
          open = one.done !== true || two.done !== true;
        }
        engine.create().update(left);
        engine.once?.(right);
        expect(a.end()).toBe(streamed(engine, left, [50_000]));
        expect(b.end()).toBe(streamed(engine, right, [50_000]));
      }),
      { numRuns: 20 },
    );
  });
});
