import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zlibStream } from '../../../src/structure/archive/zlib-stream.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

const TEXT = proseOf(3000);
const real = deflateSync(TEXT);

describe('zlib', () => {
  it('proves a stream of any level and length', () => {
    for (const content of ['', 'a', TEXT, seededBytes(1, 100_000)])
      for (const level of [0, 1, 6, 9]) {
        const bytes = deflateSync(content, { level });
        expect(zlibStream.recognises(bytes)).toBe(true);
        expect(standingOf(zlibStream, bytes)).toEqual({ is: 'proven' });
      }
  });

  it.skipIf(!needs('git'))('proves a loose object of git', () => {
    const script = 'git init -q .; git hash-object -w a > /dev/null; mv .git/objects/[0-9a-f][0-9a-f]/* r';
    expect(standingOf(zlibStream, made(script, 'r', { a: TEXT }))).toEqual({ is: 'proven' });
  });

  it('is cut where it ends too early, broken by a turned bit or a hole, and says nothing of a stream in a row', () => {
    expect(cuts(zlibStream, real, 60, 8)).toEqual(['cut']);
    for (const at of [5000, real.length - 1])
      expect(standingOf(zlibStream, flipped(real, at)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(standingOf(zlibStream, patched(real, 8192, hole)).is).toBe('broken');
    expect(standingOf(zlibStream, Buffer.concat([real, real]))).toEqual({ is: 'unknown' });
  });

  it('endures any chunks and any damage, and takes nothing else for its own, also behind its two bytes', () => {
    endures(zlibStream, real);
    refusesOthers(zlibStream);
    expect(zlibStream.recognises(Buffer.from('x^2 + y^2 = z^2'))).toBe(false);
    expect(zlibStream.recognises(Buffer.from(`x^2 ${proseOf(900)}`))).toBe(false);
    const random = Array.from({ length: 3000 }, (_, seed) =>
      Buffer.concat([Buffer.from([0x78, 0x9c]), seededBytes(seed, 20 + (seed % 300))]),
    );
    expect(random.filter((bytes) => zlibStream.recognises(bytes)).length).toBeLessThan(3);
  });
});
