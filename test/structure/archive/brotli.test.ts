import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brotli } from '../../../src/structure/archive/brotli.ts';
import { seededBytes } from '../../help/bytes.ts';
import { proseOf } from '../../help/made.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from '../standing.ts';

const real = brotliCompressSync(proseOf(3000));

describe('brotli', () => {
  it('unpacks what Node makes, and warns of trailing bytes, on which brotli -t fails', () => {
    for (const content of ['', 'a', proseOf(3000), seededBytes(1, 100_000)])
      expect(standingOf(brotli, brotliCompressSync(content))).toEqual({ is: 'sound' });
    expect(standingOf(brotli, Buffer.concat([real, Buffer.from('signature')]))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
  });

  it('is cut wherever it ends too early, and broken by a hole of noise', () => {
    expect(cuts(brotli, real, 60, 1)).toEqual(['cut']);
    expect(standingOf(brotli, patched(real, 4096, seededBytes(9, 4096))).is).not.toBe('proven');
    const lost = standingOf(brotli, patched(real, 0, seededBytes(9, 4096)));
    expect(lost.is).toBe('broken');
    // Only the name says that it is brotli, and .br is Brazil, too.
    expect(lost).toMatchObject({ severity: 'warning' });
    expect(standingOf(brotli, Buffer.alloc(9000, 'Portugu'))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    const long = brotliCompressSync(proseOf(15_000));
    expect(long.length).toBeGreaterThan(40_000);
    const middle = standingOf(brotli, patched(long, 30_000, Buffer.alloc(300, 0xff)));
    expect(middle.is).toBe('broken');
    expect(middle).not.toHaveProperty('severity');
  });

  it('endures any chunks and any damage, and recognises nothing', () => {
    endures(brotli, real);
    expect(brotli.recognises(real)).toBe(false);
    refusesOthers(brotli);
  });
});
