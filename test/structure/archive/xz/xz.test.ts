import { describe, expect, it } from 'vitest';
import { xz } from '../../../../src/structure/archive/xz/xz.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../../standing.ts';

const FILES = { a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 70_000)]), b: '' };
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('xz'))('xz', () => {
  const real = packed('xz -c a > r');

  it('walks what xz makes: any check, blocks, threads, filters, streams and padding', () => {
    const scripts = [
      ...['none', 'crc32', 'crc64', 'sha256'].map((check) => `xz -C ${check} -c a > r`),
      'xz -c b > r',
      'xz -0 -c a > r',
      'xz -9e -c a > r',
      'xz --block-size=20000 -c a > r',
      'xz -T4 --block-size=65536 -c a > r',
      'xz --x86 --lzma2 -c a > r',
      'xz --delta=dist=2 --x86 --lzma2=dict=64KiB,lc=0,lp=2,pb=1 -c a > r',
      'xz -c a > r; xz -c b >> r; xz -c a >> r',
      'xz -c a > r; head -c 64 /dev/zero >> r; xz -c a >> r; head -c 8 /dev/zero >> r',
    ];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(xz.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(xz, bytes) }).toEqual({ script, is: 'sound' });
    }
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
