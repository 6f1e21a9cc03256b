import { describe, expect, it } from 'vitest';
import { zstd } from '../../../src/detect/structure/zstd.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from './standing.ts';

const FILES = {
  a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 70_000)]),
  b: '',
  z: Buffer.alloc(1e6),
};
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('zstd'))('zstd', () => {
  const real = packed('zstd -q -c a > r');

  it('walks what zstd makes: any level, with and without checksum and size, of a pipe, and frames in a row', () => {
    const scripts = [
      ...[
        '-1',
        '--fast=5',
        '-19',
        '--ultra -22',
        '--no-check',
        '-T2 -B32K',
        '--long=27',
        '--no-content-size',
      ].map((option) => `zstd -q ${option} -c a > r`),
      'zstd -q -c b > r',
      'zstd -q -c z > r',
      'cat a | zstd -q > r',
      'zstd -q -c a > r; zstd -q -c b >> r; zstd -q -c z >> r',
      String.raw`(printf '\120\052\115\030\004\000\000\000abcd'; zstd -q -c a) > r`,
    ];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(zstd.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(zstd, bytes) }).toEqual({ script, is: 'sound' });
    }
  });

  it('is cut wherever it ends too early, and says nothing of trailing bytes', () => {
    expect(cuts(zstd, real, 60, 6)).toEqual(['cut']);
    expect(standingOf(zstd, Buffer.concat([real, Buffer.from('signature')]))).toEqual({ is: 'unknown' });
    expect(standingOf(zstd, Buffer.concat([real, real.subarray(0, 3)])).is).toBe('cut');
    expect(standingOf(zstd, Buffer.concat([real, real.subarray(0, 30)])).is).toBe('cut');
  });

  it('is broken or cut by a hole over the head of a block', () => {
    const small = packed('zstd -q -B1K --no-check -c a > r');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(['broken', 'cut', 'unknown']).toContain(standingOf(zstd, patched(real, 4, hole)).is);
    expect(standingOf(zstd, patched(small, 6, Buffer.alloc(600, 0xff))).is).toBe('broken');
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(zstd, real);
    endures(zstd, packed('zstd -q -c b > r; zstd -q -c z >> r; zstd -q -c a >> r'));
    refusesOthers(zstd);
  });
});
