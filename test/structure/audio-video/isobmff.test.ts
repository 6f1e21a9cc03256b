import { describe, expect, it } from 'vitest';
import { isobmff } from '../../../src/structure/audio-video/isobmff.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { patched, standingOf } from '../standing.ts';

const plain = keptFile('isobmff/plain.mp4');

describe('isobmff', () => {
  holdsTo(isobmff, {
    whole: 'sound',
    cut: ['cut', 'sound'],
    zeros: ['sound', 'broken', 'unknown'],
    noise: ['sound', 'broken', 'unknown', 'cut'],
    flip: ['sound', 'broken', 'cut', 'unknown'],
  });

  it('is cut where a recording was never finished', () => {
    const moov = plain.indexOf('moov') - 4;
    expect(standingOf(isobmff, plain.subarray(0, moov))).toEqual({
      is: 'cut',
      detail: `ends at ${moov}, without the box "moov" or "meta"`,
    });
  });

  it('holds the boxes of the index to the size of the box around them', () => {
    const at = plain.indexOf('stsd') - 4;
    expect(standingOf(isobmff, patched(plain, at, Buffer.of(0, 9)))).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/^the box stsd at \d+ extends to \d+, beyond stbl, which ends at \d+$/),
    });
    expect(standingOf(isobmff, patched(plain, at, Buffer.alloc(600, 1))).is).toBe('broken');
  });

  it('takes a box to the end, sizes of 64 bits, and padding behind the last box', () => {
    const [file, moov] = [
      plain.subarray(0, plain.indexOf('mdat') - 4),
      plain.subarray(plain.indexOf('moov') - 4),
    ];
    const toEnd = Buffer.from('\0\0\0\0mdatmore and more', 'latin1');
    expect(standingOf(isobmff, Buffer.concat([file, moov, toEnd]))).toEqual({ is: 'sound' });
    const long = Buffer.from('\0\0\0\x01mdat\0\0\0\0\0\0\0\x14four', 'latin1');
    expect(standingOf(isobmff, Buffer.concat([file, long, moov]))).toEqual({ is: 'sound' });
    expect(standingOf(isobmff, Buffer.concat([file, moov, long.subarray(0, -2)])).is).toBe('cut');
    expect(standingOf(isobmff, Buffer.concat([plain, Buffer.alloc(100)]))).toEqual({ is: 'sound' });
    expect(standingOf(isobmff, Buffer.concat([plain, Buffer.from('xx')]))).toEqual({ is: 'sound' });
  });
});
