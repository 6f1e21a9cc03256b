import { describe, expect, it } from 'vitest';
import { bzip2 } from '../../../../src/structure/archive/bzip2/bzip2.ts';
import { findMark, markAt } from '../../../../src/structure/archive/bzip2/marks.ts';
import { UNKNOWN } from '../../../../src/structure/kit/verdicts.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { flipsOf, refusedBy } from '../../../help/flips.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf, unpackedOf } from '../../standing.ts';

const FILES = {
  a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 90_000)]),
  b: '',
  c: 'x',
  // Runs of every length around those of the first step, and one that fills blocks.
  d: Buffer.concat([
    ...Array.from({ length: 600 }, (_, i) => Buffer.alloc(i % 300, i)),
    Buffer.alloc(3_000_000, 'a'),
    Buffer.from(proseOf(100)),
  ]),
};
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('bzip2'))('bzip2', () => {
  const real = packed('bzip2 -1 -c a > r');

  it('unpacks what bzip2 makes: any level, of nothing, runs, and streams in a row', () => {
    const { a, b, c, d } = FILES;
    const scripts: readonly (readonly [script: string, out: readonly (Buffer | string)[]])[] = [
      ...['1', '2', '5', '9'].map((level) => [`bzip2 -${level} -c a > r`, [a]] as const),
      ['bzip2 -c b > r', [b]],
      ['bzip2 -c c > r', [c]],
      ['bzip2 -c d > r', [d]],
      ['bzip2 -1 -c d > r', [d]],
      ['bzip2 -1 -c a > r; bzip2 -c b >> r; bzip2 -c c >> r; bzip2 -c a >> r', [a, b, c, a]],
      // Ends at any bit of the last byte.
      ...Array.from(
        { length: 24 },
        (_, i) => [`head -c ${i * 31 + 7} a | bzip2 > r`, [a.subarray(0, i * 31 + 7)]] as const,
      ),
    ];
    for (const [script, contents] of scripts) {
      const bytes = packed(script);
      expect(bzip2.recognises(bytes)).toBe(true);
      const { out, is } = unpackedOf(bzip2, bytes);
      const isSame = out.equals(Buffer.concat(contents.map((each) => Buffer.from(each))));
      expect({ script, is, isSame }).toEqual({ script, is: 'proven', isSame: true });
    }
  });

  it('is broken by any turned bit that bzip2 finds, and by no other', () => {
    const small = [packed('head -c 900 a | bzip2 > r'), packed('bzip2 -c c > r; bzip2 -c c >> r')];
    for (const bytes of small) {
      const flips = flipsOf(bytes);
      const refused = refusedBy('bzip2 -t', 'bz2', flips);
      // One whose first mark is gone is not recognised, and so no bzip2 for its name.
      const found = flips.map(
        (each) => !bzip2.recognises(each) || /broken|cut/.test(standingOf(bzip2, each).is),
      );
      expect(found).toEqual(refused);
      expect(refused.filter(Boolean).length).toBeGreaterThan(bytes.length - 8);
    }
  });

  it('only walks a large file, unless the depth is deep', () => {
    const bytes = flipped(real, 3000);
    expect(standingOf(bzip2, bytes, [10_000], { size: 2 ** 28 + 1 }).is).toBe('sound');
    expect(standingOf(bzip2, bytes, [10_000], { size: 2 ** 28 + 1, depth: 'deep' }).is).toBe('broken');
  });

  it('gives long runs in pieces', () => {
    const sizes: number[] = [];
    const nest = () => ({ update: (chunk: Uint8Array) => void sizes.push(chunk.length), end: () => UNKNOWN });
    const bytes = packed('head -c 50000000 /dev/zero | bzip2 > r');
    expect(standingOf(bzip2, bytes, [100], { nest }).is).toBe('proven');
    expect(sizes.reduce((all, size) => all + size, 0)).toBe(50_000_000);
    expect(Math.max(...sizes)).toBeLessThan(70_000);
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
      detail: expect.stringContaining('block at 4: '),
    });
    expect(standingOf(bzip2, flipped(real, real.length - 3))).toMatchObject({
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
