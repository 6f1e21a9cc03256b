import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xxh64, xxh64OfPackage } from '../../src/hash/xxhash.ts';
import type * as memoryModule from '../../src/hash/xxhash-memory.ts';
import { memoryHash as withoutModule } from '../../src/hash/xxhash-memory.ts';
import { noise } from './stream.ts';

/** Only what was built has the module. */
const built: typeof memoryModule = await import(
  new URL('../../dist/hash/xxhash-memory.js', import.meta.url).href
);

function memory(): NonNullable<ReturnType<typeof built.memoryHash>> {
  const found = built.memoryHash();
  if (found === undefined) throw new Error('the build has no module');
  return found;
}

describe('XXH64 in the memory of its module', () => {
  it('is what the package says, of bytes in its buffer and of any others', async () => {
    const { buffer, engine } = memory();
    const byPackage = await xxh64OfPackage();
    const sizes = [0, 1, 3, 4, 7, 8, 31, 32, 33, 4096, 65_535, 65_536, 65_537, 200_000, buffer.length];
    for (const size of sizes) {
      const bytes = noise(size, size);
      const wanted = byPackage.once?.(bytes);
      buffer.set(bytes);
      expect(engine.once?.(buffer.subarray(0, size))).toBe(wanted);
      expect(engine.once?.(bytes)).toBe(wanted);
      expect(Buffer.from(buffer.subarray(0, size)).equals(bytes)).toBe(true);
    }
  });

  it('is what the package says where hashers take turns, some of bytes in the buffer', async () => {
    const { buffer, engine } = memory();
    const byPackage = await xxh64OfPackage();
    const someTurn = fc.record({
      who: fc.integer({ min: 0, max: 2 }),
      size: fc.integer({ min: 0, max: 70_000 }),
      isInside: fc.boolean(),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(someTurn, { maxLength: 12 }), (turns) => {
        const pairs = [0, 1, 2].map(() => ({ here: engine.create(), there: byPackage.create() }));
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

  it('is left to the package without a build', async () => {
    expect(withoutModule()).toBeUndefined();
    expect((await xxh64()).once?.(Buffer.from('abc'))).toBe('44bc2cf5ad770999');
  });
});
