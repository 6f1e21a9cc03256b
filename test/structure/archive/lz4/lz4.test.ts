import { describe, expect, it } from 'vitest';
import { algorithmNamed } from '../../../../src/hash/algorithms.ts';
import { lz4 } from '../../../../src/structure/archive/lz4/lz4.ts';
import { sum32 } from '../../../../src/structure/kit/xxhash.ts';
import { chunks } from '../../../hash/stream.ts';
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

describe.skipIf(!needs('lz4'))('lz4', () => {
  const real = packed('lz4 -q -c a > r');

  it('unpacks what lz4 makes: any level and block size, with and without sums, and frames in a row', () => {
    const options = ['-1', '-9', '-12', '-B4', '-B5', '-B4D', '-BI', '--content-size', '--fast=9'];
    const { a, b, z } = FILES;
    const scripts: readonly (readonly [script: string, out: readonly (Buffer | string)[], is?: string])[] = [
      ...options.map((option) => [`lz4 -q ${option} -c a > r`, [a]] as const),
      ['lz4 -q --no-frame-crc -c a > r', [a], 'sound'],
      ['lz4 -q -c b > r', [b]],
      ['lz4 -q -B4 -c z > r', [z]],
      ['cat a | lz4 -q > r', [a]],
      ['lz4 -q -c a > r; lz4 -q -c b >> r; lz4 -q -9 -B4 -c z >> r; lz4 -q -c a >> r', [a, b, z, a]],
    ];
    for (const [script, contents, is = 'proven'] of scripts) {
      const bytes = packed(script);
      expect(lz4.recognises(bytes)).toBe(true);
      const { out, is: standing } = unpackedOf(lz4, bytes);
      expect({ script, standing }).toEqual({ script, standing: is });
      expect(out.equals(Buffer.concat(contents.map((each) => Buffer.from(each))))).toBe(true);
    }
  });

  it('walks old frames, and gives up where it needs a dictionary', () => {
    for (const script of ['lz4 -q -l -c a > r', 'lz4 -q -c a > r; lz4 -q -l -c a >> r']) {
      const bytes = packed(script);
      expect(lz4.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(lz4, bytes) }).toEqual({ script, is: 'sound' });
    }
    expect(standingOf(lz4, packed('head -c 60000 a > d; lz4 -q -D d -c a > r'))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
  });

  it('is broken by any bit that changes what it holds', () => {
    const wanted = unpackedOf(lz4, real).out;
    for (let i = 0; i < 200; i++) {
      const bytes = flipped(real, Math.floor(((i + 0.5) * real.length) / 200));
      const { out, is } = unpackedOf(lz4, bytes);
      if (is === 'proven') expect(out.equals(wanted)).toBe(true);
    }
    const bare = packed('lz4 -q --no-frame-crc --content-size -c a > r');
    expect(standingOf(lz4, flipped(bare, 6)).is).toBe('broken');
  });

  it('proves blocks that have checksums', () => {
    const summed = packed('lz4 -q -B4 -BX -c a > r');
    expect(standingOf(lz4, summed)).toEqual({ is: 'proven' });
    for (const at of [30, 50_000, summed.length - 12])
      expect(standingOf(lz4, flipped(summed, at)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(standingOf(lz4, patched(summed, 8192, hole)).is).toBe('broken');
    endures(lz4, summed);
  });

  it('is cut wherever it ends too early, and warns of trailing bytes', () => {
    expect(cuts(lz4, real, 60, 7)).toEqual(['cut']);
    expect(standingOf(lz4, Buffer.concat([real, Buffer.from('signature')]))).toEqual({
      is: 'broken',
      severity: 'warning',
      of: 'lz4',
      detail: `ends at ${real.length}, but other bytes follow`,
    });
    const old = packed('lz4 -q -l -c a > r');
    expect(standingOf(lz4, old.subarray(0, -1)).is).toBe('cut');
  });

  it('is broken by a turned bit in its header, and by a hole over the head of a block', () => {
    for (const at of [4, 5, 6]) expect(standingOf(lz4, flipped(real, at)).is).toBe('broken');
    expect(standingOf(lz4, patched(real, 4, seededBytes(9, 4096))).is).toBe('broken');
    expect(standingOf(lz4, patched(real, 7, Buffer.alloc(600, 0x7f))).is).toBe('broken');
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(lz4, real);
    endures(lz4, packed('lz4 -q -l -c a > r'));
    refusesOthers(lz4);
  });

  it('sums as XXH32 does, of any length and in any chunks', async () => {
    const engine = await algorithmNamed('xxh32')?.load();
    for (const length of [0, 1, 3, 4, 15, 16, 17, 31, 100, 5000]) {
      const bytes = seededBytes(length, length);
      const wanted = engine?.once?.(bytes);
      for (const sizes of [[1], [7, 40], [9999]]) {
        const hash = sum32();
        for (const chunk of chunks(bytes, sizes)) hash.update(chunk);
        expect(hash.end().toString(16).padStart(8, '0')).toBe(wanted);
      }
    }
  });
});
