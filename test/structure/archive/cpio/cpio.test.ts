import { describe, expect, it } from 'vitest';
import { cpio } from '../../../../src/structure/archive/cpio/cpio.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { made, proseOf } from '../../../help/made.ts';
import { needs } from '../../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../../standing.ts';

const FILES = { 'a.txt': proseOf(300), 'noise.bin': seededBytes(5, 9001), 'd/empty': '' };
const packed = (format: string): Buffer =>
  made(
    `ln a.txt hard; ln -s a.txt soft; find . ! -name r | cpio -o -H ${format} > ../r.$$; mv ../r.$$ r`,
    'r',
    FILES,
  );

describe.skipIf(!needs('cpio'))('cpio', () => {
  it.each([
    ['newc', 'sound'],
    ['odc', 'sound'],
    ['crc', 'proven'],
  ])('walks the format %s: %s', (format, is) => {
    const real = packed(format);
    expect(cpio.recognises(real)).toBe(true);
    expect(standingOf(cpio, real)).toEqual({ is });
    expect(standingOf(cpio, Buffer.concat([real, real, seededBytes(1, 99)]))).toEqual({ is });
    const end = real.indexOf('TRAILER!!!');
    expect(cuts(cpio, real.subarray(0, end + 10), 60, 110)).toEqual(['cut']);
    const name = real.indexOf('noise.bin');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)])
      expect(standingOf(cpio, patched(real, Math.max(name - 200, 0), hole)).is).toBe('broken');
    if (format === 'crc') expect(standingOf(cpio, flipped(real, name + 500)).is).toBe('broken');
    endures(cpio, real, 80);
  });

  it('takes nothing else for its own', () => {
    refusesOthers(cpio);
  });
});
