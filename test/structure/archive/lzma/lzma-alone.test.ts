import { describe, expect, it } from 'vitest';
import { lzmaAlone } from '../../../../src/structure/archive/lzma/lzma-alone.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { flipsOf, refusedBy } from '../../../help/flips.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, standingOf, unpackedOf } from '../../standing.ts';

const FILES = { a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 70_000)]), b: '' };
const packed = (script: string): Buffer => made(script, 'r', FILES);
const NAMED = { path: 'a.lzma' };

/** With the size in the header, as other tools write it. */
function sized(bytes: Buffer, size: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeBigUInt64LE(BigInt(size), 5);
  return copy;
}

describe.skipIf(!needs('xz'))('LZMA alone', () => {
  const real = packed('xz --format=lzma -c a > r');

  it('is unpacked to its end mark or to its size', () => {
    const { a, b } = FILES;
    const all = [
      [real, a],
      [sized(real, a.length), a],
      [packed('xz --format=lzma -0 -c a > r'), a],
      [packed('xz --format=lzma -9e -c a > r'), a],
      [packed('xz --format=lzma -c b > r'), Buffer.from(b)],
    ] as const;
    for (const [bytes, content] of all) {
      expect(lzmaAlone.recognises(bytes)).toBe(true);
      const { out, is } = unpackedOf(lzmaAlone, bytes);
      expect({ is, isSame: out.equals(content) }).toEqual({ is: 'sound', isSame: true });
    }
  });

  it('is cut or broken under its name, as xz finds it, and nothing is said of it under another', () => {
    expect(standingOf(lzmaAlone, real.subarray(0, 9000), [9000], NAMED).is).toBe('cut');
    expect(standingOf(lzmaAlone, real.subarray(0, 9000)).is).toBe('unknown');
    expect(cuts(lzmaAlone, real, 30, 20)).toEqual(['unknown']);
    expect(standingOf(lzmaAlone, sized(real, 1000), [9000], NAMED).is).toBe('broken');
    const small = packed('head -c 700 a | xz --format=lzma > r');
    const flips = flipsOf(small).slice(13);
    const found = flips.map((each) => standingOf(lzmaAlone, each, [9000], NAMED).is !== 'sound');
    expect(found).toEqual(refusedBy('xz --format=lzma -t', 'lzma', flips));
    expect(standingOf(lzmaAlone, flipped(real, 13), [9000], NAMED).is).toBe('broken');
  });

  it('endures any chunks and any damage', () => {
    endures(lzmaAlone, real);
    endures(lzmaAlone, packed('head -c 700 a | xz --format=lzma > r'));
  });
});
