import { describe, expect, it } from 'vitest';
import { bzip2 } from '../../../../src/structure/archive/bzip2/bzip2.ts';
import { findMark, markAt } from '../../../../src/structure/archive/bzip2/marks.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../../standing.ts';

const FILES = { a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 90_000)]), b: '', c: 'x' };
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('bzip2'))('bzip2', () => {
  const real = packed('bzip2 -1 -c a > r');

  it('walks what bzip2 makes: any level, of nothing, and streams in a row', () => {
    const scripts = [
      ...['1', '2', '5', '9'].map((level) => `bzip2 -${level} -c a > r`),
      'bzip2 -c b > r',
      'bzip2 -c c > r',
      'bzip2 -1 -c a > r; bzip2 -c b >> r; bzip2 -c c >> r; bzip2 -c a >> r',
      // Ends at any bit of the last byte.
      ...Array.from({ length: 24 }, (_, i) => `head -c ${i * 31 + 7} a | bzip2 > r`),
    ];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(bzip2.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(bzip2, bytes) }).toEqual({ script, is: 'sound' });
    }
  });

  it('is cut wherever it ends too early, and says nothing of trailing bytes', () => {
    expect(cuts(bzip2, real, 60, 10)).toEqual(['cut']);
    expect(standingOf(bzip2, Buffer.concat([real, Buffer.from('signature')]))).toEqual({ is: 'unknown' });
    expect(standingOf(bzip2, Buffer.concat([real, real.subarray(0, 7)])).is).toBe('cut');
  });

  it('is broken by a turned bit in a mark or its CRC, by a lost block and by a hole over a mark', () => {
    expect(standingOf(bzip2, flipped(real, 11)).is).toBe('broken');
    expect(standingOf(bzip2, flipped(real, real.length - 3)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)]) {
      expect(standingOf(bzip2, patched(real, 4, hole)).is).toBe('broken');
      expect(standingOf(bzip2, patched(real, real.length - 4096, hole)).is).toBe('cut');
    }
    const marks = Array.from(real.subarray(0, -10).keys()).filter((at) => markAt(real, at) !== undefined);
    const second = marks[1] ?? expect.fail();
    const lost = Buffer.concat([real.subarray(0, second - 100), real.subarray(second + 100)]);
    expect(standingOf(bzip2, lost)).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining('combined CRC'),
    });
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(bzip2, real);
    refusesOthers(bzip2);
  });
});

describe('the marks of bzip2', () => {
  it('are found at every bit, as by looking at every byte', () => {
    for (const mark of [0x314159265359n, 0x177245385090n])
      for (let bit = 0; bit < 200; bit++) {
        const noise = seededBytes(bit + 1, 64);
        const shift = BigInt(64 * 8 - 48 - bit);
        const mask = 0xffffffffffffn << shift;
        const value = (BigInt(`0x${Buffer.from(noise).toString('hex')}`) & ~mask) | (mark << shift);
        const bytes = Buffer.from(value.toString(16).padStart(128, '0'), 'hex');
        for (const from of [0, 1, 2, 3, 4]) {
          const places = Array.from({ length: 64 - 10 - from }, (_, i) => from + i);
          const first = places.find((at) => markAt(bytes, at) !== undefined);
          expect(findMark(bytes, from)?.at).toBe(first);
          if (from <= bit >> 3) expect(first).toBe(bit >> 3);
        }
      }
  });
});
