import { describe, expect, it } from 'vitest';
import { ogg } from '../../../src/structure/audio-video/ogg.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { flipped, standingOf } from '../standing.ts';

const bytes = keptFile('ogg/vorbis.ogg');
const lastPage = bytes.lastIndexOf('OggS');

describe('ogg', () => {
  holdsTo(ogg, {
    whole: 'proven',
    cut: ['cut'],
    zeros: ['broken'],
    noise: ['broken', 'cut'],
    flip: ['broken', 'cut'],
  });

  it('says which page does not hold', () => {
    expect(standingOf(ogg, flipped(bytes, 40))).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/^page at 0: CRC wanted [0-9a-f]{8}, found [0-9a-f]{8}$/),
    });
  });

  it('warns where the last page is missing, and where one in between is', () => {
    expect(standingOf(ogg, bytes.subarray(0, lastPage))).toMatchObject({ is: 'cut', severity: 'warning' });
    const page = bytes.indexOf('OggS', 1);
    const next = bytes.indexOf('OggS', page + 4);
    const gap = Buffer.concat([bytes.subarray(0, page), bytes.subarray(next)]);
    expect(standingOf(ogg, gap)).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('takes what follows the last page of all', () => {
    expect(standingOf(ogg, Buffer.concat([bytes, Buffer.alloc(300)]))).toEqual({ is: 'proven' });
  });
});
