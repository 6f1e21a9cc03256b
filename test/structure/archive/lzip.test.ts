import { describe, expect, it } from 'vitest';
import { lzip } from '../../../src/structure/archive/lzip.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, refusesOthers, standingOf } from '../standing.ts';

const FILES = { a: Buffer.concat([Buffer.from(proseOf(5000)), seededBytes(5, 90_000)]), b: '' };
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('lzip'))('lzip', () => {
  const real = packed('lzip -c a > r');

  it('walks members in a row, of anything and of nothing, and takes trailing bytes', () => {
    const scripts = ['lzip -c a > r', 'lzip -c b > r', 'lzip -0 -b 100000 -c a > r', 'lzip -9 -c a b a > r'];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(lzip.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(lzip, bytes) }).toEqual({ script, is: 'sound' });
      expect(standingOf(lzip, Buffer.concat([bytes, Buffer.from('signature')]))).toEqual({ is: 'sound' });
    }
  });

  it('is cut wherever it ends too early, also in a second member', () => {
    expect(cuts(lzip, real, 60, 6)).toEqual(['cut']);
    const two = Buffer.concat([real, real]);
    for (const more of [1, 4, 5, 6, 500, real.length - 1])
      expect(standingOf(lzip, two.subarray(0, real.length + more)).is).toBe('cut');
  });

  it('finds no end where the length in the trailer is damaged', () => {
    expect(standingOf(lzip, flipped(real, real.length - 7)).is).toBe('cut');
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(lzip, real);
    refusesOthers(lzip);
  });
});
