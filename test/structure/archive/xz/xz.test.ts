import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { xz } from '../../../../src/structure/archive/xz/xz.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { flipsOf, refusedBy } from '../../../help/flips.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf, unpackedOf } from '../../standing.ts';

const FILES = {
  a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 70_000)]),
  b: '',
  // A program, with calls.
  p: readFileSync(process.execPath).subarray(20_000_000, 22_500_000),
};
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('xz'))('xz', () => {
  const real = packed('xz -c a > r');

  it('unpacks what xz makes: any level, check, blocks, threads, filters, streams and padding', () => {
    const { a, b, p } = FILES;
    const scripts: readonly (readonly [script: string, out: readonly (Buffer | string)[], is?: string])[] = [
      ['xz -C none -c a > r', [a], 'sound'],
      ...['crc32', 'crc64', 'sha256'].map((check) => [`xz -C ${check} -c a > r`, [a]] as const),
      ['xz -c b > r', [b]],
      ...['-0', '-1', '-3', '-6e', '-9e'].map((level) => [`xz ${level} -c a p > r`, [a, p]] as const),
      ['xz --block-size=20000 -c a > r', [a]],
      ['xz -T4 --block-size=65536 -c p > r', [p]],
      ['xz --x86 --lzma2 -c p > r', [p]],
      ['xz --delta=dist=4 --lzma2 -c p > r', [p]],
      ['xz --delta=dist=256 --x86 --lzma2=dict=64KiB,lc=0,lp=2,pb=1 -c p > r', [p]],
      ['xz --lzma2=dict=4KiB,lc=4,pb=0,nice=2,mf=hc3 -c a > r', [a]],
      ['xz --lzma2=preset=0,dict=512MiB -c a > r', [a]],
      ['xz -c a > r; xz -c b >> r; xz -c a >> r', [a, b, a]],
      ['xz -c a > r; head -c 64 /dev/zero >> r; xz -c a >> r; head -c 8 /dev/zero >> r', [a, a]],
    ];
    for (const [script, contents, is = 'proven'] of scripts) {
      const bytes = packed(script);
      expect(xz.recognises(bytes)).toBe(true);
      const { out, is: standing } = unpackedOf(xz, bytes);
      const isSame = out.equals(Buffer.concat(contents.map((each) => Buffer.from(each))));
      expect({ script, standing, isSame }).toEqual({ script, standing: is, isSame: true });
    }
  });

  it('walks a block with a filter that is not known here', () => {
    expect(unpackedOf(xz, packed('xz --arm --lzma2 -c p > r'))).toEqual({
      out: Buffer.alloc(0),
      is: 'sound',
    });
  });

  it.each(['crc32', 'crc64', 'sha256', 'none'])('is broken by any turned bit that xz finds: %s', (check) => {
    const bytes = packed(`head -c 700 a | xz -C ${check} > r`);
    const flips = flipsOf(bytes);
    const found = flips.map((each) => !xz.recognises(each) || !/proven|sound/.test(standingOf(xz, each).is));
    expect(found).toEqual(refusedBy('xz -t', 'xz', flips));
  });

  it('only walks a large file, unless the depth is deep', () => {
    const bytes = flipped(real, 3000);
    expect(standingOf(xz, bytes, [10_000], { size: 2 ** 28 + 1 }).is).toBe('sound');
    expect(standingOf(xz, bytes, [10_000], { size: 2 ** 28 + 1, depth: 'deep' }).is).toBe('broken');
  });

  it('is cut wherever it ends too early, and warns of trailing bytes', () => {
    expect(cuts(xz, real, 60, 6)).toEqual(['cut']);
    expect(cuts(xz, packed('xz --block-size=20000 -c a > r'), 60, 6)).toEqual(['cut']);
    expect(standingOf(xz, Buffer.concat([real, Buffer.from('signature')]))).toEqual({
      is: 'broken',
      severity: 'warning',
      of: 'xz',
      detail: `ends at ${real.length}, but other bytes follow`,
    });
    const two = Buffer.concat([real, real]);
    for (const more of [4, 11, 500])
      expect(standingOf(xz, two.subarray(0, real.length + more)).is).toBe('cut');
  });

  it('is broken by a turned bit in a header, index or footer, and by a hole over the head of a chunk', () => {
    const size = real.length;
    for (const at of [7, 9, 13, 15, 20, size - 1, size - 5, size - 10, size - 14, size - 18, size - 22])
      expect(standingOf(xz, flipped(real, at)).is).toBe('broken');
    const many = packed('xz --block-size=4000 -c a > r');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)]) {
      expect(standingOf(xz, patched(many, 8192, hole)).is).not.toBe('sound');
      expect(standingOf(xz, patched(real, size - 5000, hole)).is).not.toBe('proven');
      expect(standingOf(xz, patched(real, size - 4096, hole)).is).toBe('broken');
    }
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(xz, real);
    endures(xz, packed('xz --block-size=20000 -c a > r'));
    refusesOthers(xz);
  });
});
