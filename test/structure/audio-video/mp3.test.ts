import { describe, expect, it } from 'vitest';
import { adts } from '../../../src/structure/audio-video/adts.ts';
import { mp3 } from '../../../src/structure/audio-video/mp3.ts';
import { seededBytes } from '../../help/bytes.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { patched, standingOf } from '../standing.ts';

const cbr = keptFile('mp3/cbr.mp3');

describe('mp3', () => {
  holdsTo(mp3, {
    whole: 'sound',
    cut: ['unknown', 'cut', 'sound'],
    zeros: ['broken', 'cut', 'unknown', 'sound'],
    noise: ['broken', 'cut', 'unknown', 'sound'],
    flip: ['sound', 'unknown', 'broken'],
  });

  it('is cut where frames are missing that its header promises', () => {
    for (const at of [3000, 5000, cbr.length - 700])
      expect(standingOf(mp3, cbr.subarray(0, at))).toMatchObject({ is: 'cut' });
  });

  it('sees a lost stretch, and says where', () => {
    for (const hole of [Buffer.alloc(3000), seededBytes(4, 3000)])
      expect(standingOf(mp3, patched(cbr, 2000, hole))).toEqual({
        is: 'broken',
        detail: expect.stringMatching(/^no frames from \d+ to \d+$/),
      });
  });

  it('takes tags of every kind behind the frames', () => {
    const lyrics = Buffer.from('LYRICSBEGININD0000200000029LYRICS200');
    const ape = Buffer.alloc(32);
    ape.write('APETAGEX');
    ape.writeUInt32LE(32, 12);
    const id3v1 = Buffer.concat([Buffer.from('TAGTitle'), Buffer.alloc(120)]);
    expect(standingOf(mp3, Buffer.concat([cbr, lyrics, ape, id3v1]))).toEqual({ is: 'sound' });
    const long = Buffer.concat([ape, Buffer.alloc(500, 0xff)]);
    long.writeUInt32LE(500, 12);
    long.writeUInt32LE(0xa0000000, 20);
    expect(standingOf(mp3, Buffer.concat([cbr, long, id3v1]))).toEqual({ is: 'sound' });
  });

  it('warns of two losses of sync on the grid of 64 KiB', () => {
    // 128 kbit/s at 44.1 kHz: frames of 417 bytes.
    const frame = Buffer.concat([Buffer.of(0xff, 0xfb, 0x90, 0), Buffer.alloc(413, 0x55)]);
    const frames = Buffer.concat(Array.from({ length: 720 }, () => frame));
    const other = (at: number): Buffer => patched(frames, at, frames.subarray(at + 100, at + 100 + 65_536));
    expect(standingOf(mp3, frames)).toEqual({ is: 'sound' });
    expect(standingOf(mp3, other(65_536))).toEqual({
      is: 'broken',
      detail: '2 of 2 losses of sync lie on 64 KiB boundaries',
      severity: 'warning',
    });
    expect(standingOf(mp3, other(80_000))).toEqual({ is: 'unknown' });
  });

  it('takes zeros between a tag and the first frame', () => {
    const tag = Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1');
    const padded = Buffer.concat([tag, Buffer.alloc(5000), cbr]);
    expect(mp3.recognises(padded)).toBe(true);
    expect(standingOf(mp3, padded)).toEqual({ is: 'sound' });
  });
});

describe('adts', () => {
  holdsTo(adts, {
    whole: 'sound',
    cut: ['cut', 'sound', 'unknown'],
    zeros: ['unknown', 'sound'],
    noise: ['unknown', 'sound'],
    flip: ['sound', 'unknown', 'cut'],
  });

  it('sees a hole of 4 KiB', () => {
    const long = Buffer.concat(Array.from({ length: 4 }, () => keptFile('adts/plain.aac')));
    for (const hole of [Buffer.alloc(4096), seededBytes(4, 4096)])
      expect(standingOf(adts, patched(long, 3000, hole)).is).toBe('broken');
  });
});
