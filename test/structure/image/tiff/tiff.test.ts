import { describe, expect, it } from 'vitest';
import { tiff } from '../../../../src/structure/image/tiff/tiff.ts';
import { holdsTo, keptFile } from '../../kept.ts';
import { patched, standingOf } from '../../standing.ts';

describe('tiff', () => {
  holdsTo(tiff, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken', 'unknown', 'cut'],
    noise: ['sound', 'broken', 'unknown', 'cut'],
    flip: ['sound', 'broken', 'unknown', 'cut'],
  });

  it('is broken where the directory is empty, and unknown where it lies behind us', () => {
    const bytes = keptFile('tiff/little.tif');
    const at = bytes.readUInt32LE(4);
    expect(standingOf(tiff, patched(bytes, at, Buffer.alloc(64)))).toEqual({
      is: 'broken',
      detail: `the directory at ${at} is empty`,
    });
    expect(standingOf(tiff, patched(bytes, 4, Buffer.of(4, 0, 0, 0)))).toEqual({ is: 'unknown' });
  });

  it('ends where directories go in circles', () => {
    const bytes = keptFile('tiff/pages.tif');
    const at = bytes.readUInt32LE(4);
    const next = at + 2 + 12 * bytes.readUInt16LE(at);
    const circle = Buffer.alloc(4);
    circle.writeUInt32LE(at);
    expect(standingOf(tiff, patched(bytes, next, circle)).is).toBe('unknown');
  });
});
