import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HashEngine } from '../../src/hash/engine.ts';
import type * as xxhashModule from '../../src/hash/xxhash.ts';
import { packagedXxhash } from '../../src/hash/xxhash-package.ts';
import { noise } from './stream.ts';

/** Only what was built has the module. */
const { XXHASH }: typeof xxhashModule = await import(
  new URL('../../dist/hash/xxhash.js', import.meta.url).href
);
const byPackage = await packagedXxhash();

function bufferOf({ buffer }: xxhashModule.Xxhash): Buffer {
  if (buffer === undefined) throw new Error('the build hashes by the package');
  return buffer;
}

describe.each(['xxh32', 'xxh64'] as const)('%s in the memory of its module', (name) => {
  const engine: HashEngine = XXHASH[name];
  const wanted: HashEngine = byPackage[name];

  it('is what the package says, of bytes in its buffer and of any others', () => {
    const buffer = bufferOf(XXHASH);
    const sizes = [0, 1, 3, 4, 7, 8, 31, 32, 33, 4096, 65_535, 65_536, 65_537, 200_000, buffer.length];
    for (const size of sizes) {
      const bytes = noise(size, size);
      const digest = wanted.once?.(bytes);
      buffer.set(bytes);
      expect(engine.once?.(buffer.subarray(0, size))).toBe(digest);
      expect(engine.once?.(bytes)).toBe(digest);
      expect(Buffer.from(buffer.subarray(0, size)).equals(bytes)).toBe(true);
    }
  });

  it('is what the package says where hashers take turns, some of bytes in the buffer', () => {
    const buffer = bufferOf(XXHASH);
    const someTurn = fc.record({
      who: fc.integer({ min: 0, max: 2 }),
      size: fc.integer({ min: 0, max: 70_000 }),
      isInside: fc.boolean(),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(someTurn, { maxLength: 12 }), (turns) => {
        const pairs = [0, 1, 2].map(() => ({ here: engine.create(), there: wanted.create() }));
        for (const { who, size, isInside, seed } of turns) {
          const bytes = noise(size, seed);
          if (isInside) buffer.set(bytes);
          pairs[who]?.here.update(isInside ? buffer.subarray(0, size) : bytes);
          pairs[who]?.there.update(bytes);
        }
        for (const { here, there } of pairs) expect(here.end()).toBe(there.end());
      }),
      { numRuns: 60 },
    );
  });
});
