import { describe, expect, it } from 'vitest';
import { lzip } from '../../../../src/structure/archive/lzma/lzip.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { flipsOf, refusedBy } from '../../../help/flips.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, refusesOthers, standingOf, unpackedOf } from '../../standing.ts';

const FILES = { a: Buffer.concat([Buffer.from(proseOf(5000)), seededBytes(5, 90_000)]), b: '' };
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('lzip'))('lzip', () => {
  const real = packed('lzip -c a > r');

  it('unpacks members in a row, of anything and of nothing, and takes trailing bytes', () => {
    const scripts = ['lzip -c a > r', 'lzip -c b > r', 'lzip -0 -b 100000 -c a > r', 'lzip -9 -c a b a > r'];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(lzip.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(lzip, bytes) }).toEqual({ script, is: 'proven' });
      expect(standingOf(lzip, Buffer.concat([bytes, Buffer.from('signature')]))).toEqual({ is: 'proven' });
    }
  });

  it('is cut wherever it ends too early, also in a second member', () => {
    expect(cuts(lzip, real, 60, 6)).toEqual(['cut']);
    const two = Buffer.concat([real, real]);
    for (const more of [1, 4, 5, 6, 500, real.length - 1])
      expect(standingOf(lzip, two.subarray(0, real.length + more)).is).toBe('cut');
  });

  it('gives what was packed', () => {
    const { out } = unpackedOf(lzip, packed('lzip -9 -c a b a > r'));
    expect(out.equals(Buffer.concat([FILES.a, FILES.a]))).toBe(true);
  });

  it('is broken by a turned bit anywhere, as lzip finds it', () => {
    expect(standingOf(lzip, flipped(real, real.length - 7)).is).toBe('broken');
    const flips = flipsOf(packed('head -c 700 a | lzip > r'));
    const refused = refusedBy('lzip -t', 'lz', flips);
    const found = flips.map((each) => !lzip.recognises(each) || standingOf(lzip, each).is !== 'proven');
    // lzip passes over the first and the last byte of a stream, and takes a larger dictionary.
    expect(flips.filter((_, i) => refused[i] && !found[i])).toEqual([]);
    expect(found.filter((each) => !each).length).toBeLessThan(2);
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(lzip, real);
    refusesOthers(lzip);
  });
});
