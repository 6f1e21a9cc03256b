import { describe, expect, it } from 'vitest';
import { mpegPs, mpegTs } from '../../../src/structure/audio-video/mpeg.ts';
import { MEDIA } from '../../../src/structure/media.ts';
import { seededBytes } from '../../help/bytes.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { patched, refusesOthers, standingOf } from '../standing.ts';

describe('mpeg', () => {
  holdsTo(mpegTs, {
    whole: 'sound',
    cut: ['unknown', 'sound'],
    zeros: ['unknown', 'broken'],
    noise: ['unknown', 'broken'],
    flip: ['sound', 'unknown'],
  });

  it('sees a hole of 8 KiB', () => {
    const long = Buffer.concat([keptFile('mpeg-ts/broadcast.ts'), keptFile('mpeg-ts/broadcast.ts')]);
    for (const hole of [Buffer.alloc(8192), seededBytes(4, 8192)])
      expect(standingOf(mpegTs, patched(long, 3000, hole))).toEqual({
        is: 'broken',
        detail: expect.stringMatching(/^no packets from \d+ to \d+: their sync bytes are lost$/),
      });
  });

  it('knows a program stream', () => {
    refusesOthers(mpegPs);
    const bytes = keptFile('mpeg-ps/dvd.vob');
    expect(MEDIA.filter((each) => each.recognises(bytes))).toEqual([mpegPs]);
  });
});
