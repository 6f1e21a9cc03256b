import { describe, expect, it } from 'vitest';
import { lz4 } from '../../../src/detect/structure/lz4.ts';
import { xxh32 } from '../../../src/detect/structure/xxh32.ts';
import { algorithmNamed } from '../../../src/hash/algorithms.ts';
import { chunks } from '../../hash/stream.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const FILES = { a: Buffer.concat([Buffer.from(proseOf(4000)), seededBytes(5, 70_000)]), b: '' };
const packed = (script: string): Buffer => made(script, 'r', FILES);

describe.skipIf(!needs('lz4'))('lz4', () => {
  const real = packed('lz4 -q -c a > r');

  it('walks what lz4 makes: any block size, with and without sums, old frames, and frames in a row', () => {
    const scripts = [
      ...['-1', '-9', '-B4', '-B5', '-B4D', '--no-frame-crc', '--content-size', '-l'].map(
        (option) => `lz4 -q ${option} -c a > r`,
      ),
      'lz4 -q -c b > r',
      'cat a | lz4 -q > r',
      'lz4 -q -c a > r; lz4 -q -c b >> r; lz4 -q -l -c a >> r; lz4 -q -c a >> r',
    ];
    for (const script of scripts) {
      const bytes = packed(script);
      expect(lz4.recognises(bytes)).toBe(true);
      expect({ script, ...standingOf(lz4, bytes) }).toEqual({ script, is: 'sound' });
    }
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

  it('is cut wherever it ends too early, and says nothing of trailing bytes', () => {
    expect(cuts(lz4, real, 60, 7)).toEqual(['cut']);
    expect(standingOf(lz4, Buffer.concat([real, Buffer.from('signature')]))).toEqual({ is: 'unknown' });
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
        const hash = xxh32();
        for (const chunk of chunks(bytes, sizes)) hash.update(chunk);
        expect(hash.end().toString(16).padStart(8, '0')).toBe(wanted);
      }
    }
  });
});
