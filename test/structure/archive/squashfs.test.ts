import { describe, expect, it } from 'vitest';
import { squashfs } from '../../../src/structure/archive/squashfs.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from '../standing.ts';

const FILES = { 'd/a.txt': proseOf(300), 'd/noise.bin': seededBytes(5, 9001), 'd/e/empty': '' };
const packed = (options: string): Buffer => made(`mksquashfs d r ${options} -no-progress`, 'r', FILES);

describe.skipIf(!needs('mksquashfs'))('squashfs', () => {
  const real = packed('-comp gzip');

  it('reads images of any compressor, padded or not', () => {
    for (const options of [
      '-comp gzip',
      '-comp xz',
      '-comp zstd',
      '-nopad',
      '-no-exports -no-xattrs',
      '-b 4096',
    ]) {
      const bytes = packed(options);
      expect(squashfs.recognises(bytes)).toBe(true);
      expect({ options, ...standingOf(squashfs, bytes) }).toEqual({ options, is: 'sound' });
    }
  });

  it('is cut where it ends before its last byte, and broken by noise in its superblock', () => {
    expect(cuts(squashfs, packed('-nopad'), 60, 4)).toEqual(['cut']);
    expect(standingOf(squashfs, patched(real, 48, seededBytes(9, 40))).is).toBe('broken');
    expect(standingOf(squashfs, patched(real, 12, Buffer.alloc(4))).is).toBe('broken');
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(squashfs, real);
    refusesOthers(squashfs);
  });
});
