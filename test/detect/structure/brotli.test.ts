import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brotli } from '../../../src/detect/structure/brotli.ts';
import { seededBytes } from '../../help/bytes.ts';
import { proseOf } from '../../help/made.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from './standing.ts';

const real = brotliCompressSync(proseOf(3000));

describe('brotli', () => {
  it('unpacks what Node makes, and says nothing of trailing bytes', () => {
    for (const content of ['', 'a', proseOf(3000), seededBytes(1, 100_000)])
      expect(standingOf(brotli, brotliCompressSync(content))).toEqual({ is: 'sound' });
    expect(standingOf(brotli, Buffer.concat([real, Buffer.from('signature')]))).toEqual({ is: 'unknown' });
  });

  it('is cut wherever it ends too early, and broken by a hole of noise', () => {
    expect(cuts(brotli, real, 60, 1)).toEqual(['cut']);
    expect(standingOf(brotli, patched(real, 4096, seededBytes(9, 4096))).is).not.toBe('proven');
    expect(standingOf(brotli, patched(real, 0, seededBytes(9, 4096))).is).toBe('broken');
  });

  it('endures any chunks and any damage, and recognises nothing', () => {
    endures(brotli, real);
    expect(brotli.recognises(real)).toBe(false);
    refusesOthers(brotli);
  });
});
