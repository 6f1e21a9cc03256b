import { describe, expect, it } from 'vitest';
import { avi, wav, webp } from '../../../../src/structure/audio-video/riff/riff.ts';
import { holdsTo, keptFile } from '../../kept.ts';
import { patched, standingOf } from '../../standing.ts';

const pcm = keptFile('wav/pcm.wav');

describe('riff', () => {
  holdsTo(webp, {
    whole: 'sound',
    cut: ['cut', 'sound'],
    zeros: ['sound', 'broken'],
    noise: ['sound', 'broken'],
    flip: ['sound', 'broken', 'cut'],
  });
  holdsTo(wav, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken'],
    noise: ['sound', 'broken'],
    flip: ['sound', 'broken', 'cut'],
  });
  holdsTo(avi, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken'],
    noise: ['sound', 'broken'],
    flip: ['sound', 'broken', 'cut'],
  });

  it('says nothing of a stream whose length was never filled in', () => {
    for (const length of [0, 0xffffffff]) {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(length);
      const streamed = patched(patched(pcm, 4, size), pcm.indexOf('data') + 4, Buffer.alloc(4, 0xff));
      expect(standingOf(wav, streamed)).toEqual({ is: 'unknown' });
    }
  });

  it('takes a length that counts the header or lacks the padding, and what follows the end', () => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(pcm.length);
    expect(standingOf(wav, patched(pcm, 4, size))).toEqual({ is: 'sound' });
    expect(standingOf(wav, Buffer.concat([pcm, Buffer.from('ID3 and so on')]))).toEqual({ is: 'sound' });
    // Filled with zeros up to a round length, which the header counts.
    for (const [zeros, is] of [
      [9, 'sound'],
      [15, 'sound'],
      [64, 'broken'],
    ] as const) {
      const filled = Buffer.concat([pcm, Buffer.alloc(zeros)]);
      filled.writeUInt32LE(filled.length - 8, 4);
      expect(standingOf(wav, filled).is).toBe(is);
    }
  });

  it('follows the second gigabyte of an AVI', () => {
    const film = keptFile('avi/mjpeg.avi');
    const more = Buffer.from('RIFF\x14\0\0\0AVIXJUNK\x08\0\0\0eight-by', 'latin1');
    expect(standingOf(avi, Buffer.concat([film, more]))).toEqual({ is: 'sound' });
    expect(standingOf(avi, Buffer.concat([film, more.subarray(0, -5)])).is).toBe('cut');
  });

  it('reads big-endian files', () => {
    const rifx = Buffer.from('RIFX\0\0\0\x10WAVEdata\0\0\0\x04abcd', 'latin1');
    expect(standingOf(wav, rifx)).toEqual({ is: 'sound' });
    expect(standingOf(wav, rifx.subarray(0, -2)).is).toBe('cut');
  });
});
