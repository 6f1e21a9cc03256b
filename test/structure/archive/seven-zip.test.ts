import { describe, expect, it } from 'vitest';
import { sevenZip } from '../../../src/structure/archive/seven-zip.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

const FILES = { a: proseOf(1500), b: seededBytes(5, 20_000), 'd/empty': '', 'd/x': 'hi' };
const packed = (script: string): Buffer => made(script, 'r.7z', FILES);

describe.skipIf(!needs('7z'))('7z', () => {
  const real = packed('7z a -bd r.7z a b d');

  it('reads what 7z makes: any method, plain headers, nothing but an empty file', () => {
    const scripts = [
      ...['-mx=0', '-mx=9', '-m0=PPMd', '-m0=BZip2', '-mhc=off', '-ms=off', '-mmt=2', '-ppw -mhc=on'].map(
        (option) => `7z a -bd ${option} r.7z a b d`,
      ),
      '7z a -bd r.7z d/empty',
    ];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(sevenZip.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(sevenZip, bytes) }).toEqual({ script, is: 'sound' });
      expect(standingOf(sevenZip, Buffer.concat([bytes, Buffer.from('signature')]))).toEqual({ is: 'sound' });
    }
  });

  it('knows encrypted headers', () => {
    expect(standingOf(sevenZip, packed('7z a -bd -ppw -mhe=on r.7z a b'))).toEqual({ is: 'encrypted' });
  });

  it('is cut wherever it ends too early, unless it is a volume, and where it was never finished', () => {
    expect(cuts(sevenZip, real, 60, 6)).toEqual(['cut']);
    expect(standingOf(sevenZip, real.subarray(0, 5000), [999], { path: 'r.7z.001' })).toEqual({
      is: 'unknown',
    });
    expect(standingOf(sevenZip, patched(real, 8, Buffer.alloc(24))).is).toBe('cut');
  });

  it('is broken by a turned bit or a hole in either header', () => {
    const size = real.length;
    for (const at of [8, 12, 20, 28, size - 1, size - 30])
      expect(standingOf(sevenZip, flipped(real, at)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(standingOf(sevenZip, patched(real, size - 4096, hole)).is).toBe('broken');
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(sevenZip, real);
    refusesOthers(sevenZip);
  });
});
