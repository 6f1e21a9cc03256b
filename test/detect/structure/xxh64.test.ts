import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xxh64 } from '../../../src/detect/structure/xxh64.ts';
import { xxh64 as engine } from '../../../src/hash/xxhash.ts';

describe('XXH64 without an engine', () => {
  it('says of any bytes, in any pieces, what the engine says', async () => {
    const { create } = await engine();
    const pieces = fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, (chunks) => {
        const [ours, theirs] = [xxh64(), create()];
        for (const chunk of chunks) {
          ours.update(chunk);
          theirs.update(chunk);
        }
        expect(ours.end()).toBe(theirs.end());
      }),
      { numRuns: 500 },
    );
  });

  it('says of nothing what the specification says', () => {
    expect(xxh64().end()).toBe('ef46db3751d8e999');
  });
});
