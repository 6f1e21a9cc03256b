import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { zstd } from '../../../../src/structure/archive/zstd/zstd.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf, unpackedOf } from '../../standing.ts';

const FILES = {
  a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 70_000)]),
  b: '',
  z: Buffer.alloc(1e6),
};
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('zstd'))('zstd', () => {
  const real = packed('zstd -q -c a > r');

  it('unpacks what zstd makes: any level, with and without checksum and size, of a pipe, and frames in a row', () => {
    const options = ['-1', '-3', '--fast=5', '-13', '-19', '--ultra -22', '-T2 -B32K', '--long=27'];
    const { a, b, z } = FILES;
    const scripts: readonly (readonly [script: string, out: readonly (Buffer | string)[], is?: string])[] = [
      ...[...options, '--no-content-size'].map(
        (option) => [`zstd -q --check ${option} -c a > r`, [a]] as const,
      ),
      ['zstd -q --no-check -c a > r', [a], 'sound'],
      ['zstd -q -c b > r', [b]],
      ['zstd -q -c z > r', [z]],
      ['cat a z | zstd -q > r', [a, z]],
      ['zstd -q -c a > r; zstd -q -c b >> r; zstd -q -c z >> r', [a, b, z]],
      [String.raw`(printf '\120\052\115\030\004\000\000\000abcd'; zstd -q -c a) > r`, [a]],
    ];
    for (const [script, contents, is = 'proven'] of scripts) {
      const bytes = packed(script);
      expect(zstd.recognises(bytes)).toBe(true);
      const { out, is: standing } = unpackedOf(zstd, bytes);
      expect({ script, standing }).toEqual({ script, standing: is });
      expect(out.equals(Buffer.concat(contents.map((each) => Buffer.from(each))))).toBe(true);
    }
  });

  it('unpacks content of every kind as zstd does, at levels that use other tables', () => {
    const kinds = [
      readFileSync(process.execPath).subarray(4_000_000, 6_000_000),
      Buffer.from(proseOf(60_000)),
      Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i % 7 === 0 ? (i * i) % 251 : i % 5))),
      Buffer.concat([seededBytes(1, 300_000), Buffer.alloc(300_000, 'ab'), seededBytes(1, 300_000)]),
    ];
    for (const [i, a] of kinds.entries())
      for (const level of ['-1', '--fast=3', '-7', '-16']) {
        const { out, is } = unpackedOf(zstd, made(`zstd -q ${level} --check -c a > r`, 'r', { a }));
        expect({ i, level, is, isSame: out.equals(a) }).toEqual({ i, level, is: 'proven', isSame: true });
      }
  });

  it('is broken by any bit that changes what it holds', () => {
    const wanted = unpackedOf(zstd, real).out;
    for (let i = 0; i < 300; i++) {
      const bytes = flipped(real, Math.floor(((i + 0.5) * real.length) / 300));
      const { out, is } = unpackedOf(zstd, bytes);
      if (is === 'proven') expect(out.equals(wanted)).toBe(true);
    }
  });

  it('walks what needs a dictionary or a window of gigabytes, and warns where it needs another file', () => {
    const trained = packed(
      'head -c 90000 a | split -b 900 - s; zstd -q --train s* -o d --maxdict=2000; zstd -q -D d -c saa > r',
    );
    expect(unpackedOf(zstd, trained)).toEqual({ out: Buffer.alloc(0), is: 'sound' });
    expect(standingOf(zstd, packed('cat a z > b; zstd -q --patch-from=a -c b > r'))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    // A frame with a window of 2 GiB that holds one byte.
    const huge = Buffer.from('28b52ffd00a809000078', 'hex');
    expect(unpackedOf(zstd, huge)).toEqual({ out: Buffer.alloc(0), is: 'sound' });
  });

  it('ends where a bomb would not, and says no more than that its frames are sound', () => {
    const block = Buffer.from('02001000', 'hex');
    const blocks = Buffer.alloc(40_000 * 4, block);
    const bomb = Buffer.concat([Buffer.from('28b52ffd0038', 'hex'), blocks, Buffer.from('010000', 'hex')]);
    expect(standingOf(zstd, bomb, undefined, { size: undefined })).toEqual({ is: 'sound' });
  });

  it('is cut wherever it ends too early, and warns of trailing bytes', () => {
    expect(cuts(zstd, real, 60, 6)).toEqual(['cut']);
    expect(standingOf(zstd, Buffer.concat([real, Buffer.from('signature')]))).toEqual({
      is: 'broken',
      severity: 'warning',
      of: 'zstd',
      detail: `ends at ${real.length}, but other bytes follow`,
    });
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
