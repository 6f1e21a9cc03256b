import { describe, expect, it } from 'vitest';
import { matroska } from '../../../src/structure/audio-video/matroska.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { endures, flipped, patched, standingOf } from '../standing.ts';

describe('matroska', () => {
  holdsTo(matroska, {
    whole: (name) => (name.endsWith('.webm') ? 'sound' : 'proven'),
    cut: ['cut', 'sound', 'unknown', 'proven'],
    zeros: ['broken', 'sound', 'cut', 'proven'],
    noise: ['broken', 'unknown', 'sound'],
    flip: ['broken', 'sound', 'cut', 'unknown', 'proven'],
  });
});

describe('matroska with CRC-32 elements, as ffmpeg writes it', () => {
  const bytes = keptFile('matroska/plain.mkv');
  const cluster = bytes.indexOf(Buffer.from('1f43b675', 'hex'));
  const info = bytes.indexOf(Buffer.from('1549a966', 'hex'));

  it('is proven', () => {
    expect(standingOf(matroska, bytes)).toEqual({ is: 'proven' });
    endures(matroska, bytes, 30);
  });

  it('is broken by every bit turned in a cluster', () => {
    for (let at = cluster + 12; at < bytes.length - 400; at += 97)
      expect({ at, is: standingOf(matroska, flipped(bytes, at)).is }).toEqual({
        at,
        is: expect.stringMatching(/^(?:broken|cut)$/),
      });
  });

  it('is dubious where another element differs, which programs edit in place', () => {
    expect(standingOf(matroska, flipped(bytes, info + 30))).toMatchObject({
      is: 'broken',
      severity: 'warning',
      detail: expect.stringContaining('CRC-32'),
    });
  });

  it('is sound where a cluster has none', () => {
    // A Void element of the same size takes its place.
    const at = bytes.indexOf(Buffer.from('bf84', 'hex'), cluster);
    expect(standingOf(matroska, patched(bytes, at, Buffer.from('ec84', 'hex')))).toEqual({ is: 'sound' });
  });
});
