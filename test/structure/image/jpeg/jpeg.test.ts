import { describe, expect, it } from 'vitest';
import { jpeg } from '../../../../src/structure/image/jpeg/jpeg.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { holdsTo, keptFile } from '../../kept.ts';
import { patched, standingOf } from '../../standing.ts';

describe('jpeg', () => {
  holdsTo(jpeg, {
    whole: 'sound',
    cut: ['cut', 'sound'],
    zeros: ['broken', 'sound'],
    noise: ['broken', 'cut'],
    flip: ['sound', 'broken', 'cut'],
  });

  const baseline = keptFile('jpeg/baseline.jpg');
  const restart = keptFile('jpeg/restart.jpg');
  const scan = baseline.indexOf(Buffer.from([0xff, 0xda])) + 14;

  it('sees a sector of zeros in scan data that cannot hold one', () => {
    for (const at of [scan + 100, scan + 3000, baseline.length - 700])
      expect(standingOf(jpeg, patched(baseline, at, Buffer.alloc(512)))).toEqual({
        is: 'broken',
        detail: expect.stringMatching(/^zeros from \d+ to \d+, inside scan data$/),
      });
  });

  it('takes long runs of zeros where the picture is flat', () => {
    const flat = keptFile('jpeg/flat.jpg');
    expect(flat.includes(Buffer.alloc(4096))).toBe(true);
    expect(standingOf(jpeg, flat)).toEqual({ is: 'sound' });
  });

  it('sees a long run of zeros in progressive scans, and only warns where another encoder might write it', () => {
    const progressive = keptFile('jpeg/progressive.jpg');
    const standings = Array.from({ length: 20 }, (_, i) =>
      standingOf(jpeg, patched(progressive, 700 + 200 * i, Buffer.alloc(2100))),
    );
    for (const severity of ['warning', undefined])
      expect(standings).toContainEqual({
        is: 'broken',
        ...(severity === undefined ? {} : { severity }),
        detail: expect.stringMatching(/^zeros from \d+ to \d+, inside scan data$/),
      });
  });

  it('sees a marker that may not stand in scan data, and a restart marker out of its turn', () => {
    for (const [code, detail] of [
      [0x01, ': FF01'],
      [0xde, ': FFde'],
      [0xdf, ': FFdf'],
      [0xf7, ': FFf7'],
      [0xc0, ': FFc0'],
      [0xd3, 'restart marker at '],
      [0xd8, ': FFd8'],
    ] as const)
      expect(standingOf(jpeg, patched(baseline, scan + 50, Buffer.of(0xff, code)))).toEqual({
        is: 'broken',
        detail: expect.stringContaining(detail),
      });
    const second = restart.indexOf(Buffer.from([0xff, 0xd1]));
    expect(standingOf(jpeg, patched(restart, second, Buffer.of(0xff, 0xd5)))).toEqual({
      is: 'broken',
      detail: `restart marker at ${second}: number wanted 1, found 5`,
    });
  });

  it('takes zeros and noise in a thumbnail, and whatever follows the end', () => {
    const picture = keptFile('jpeg/thumbnail.jpg');
    const thumbnail = picture.indexOf(Buffer.from([0xff, 0xd8, 0xff]), 2);
    expect(thumbnail).toBeGreaterThan(0);
    for (const hole of [Buffer.alloc(600), seededBytes(1, 600)])
      expect(standingOf(jpeg, patched(picture, thumbnail, hole))).toEqual({ is: 'sound' });
    expect(standingOf(jpeg, Buffer.concat([baseline, Buffer.alloc(5000)]))).toEqual({ is: 'sound' });
  });

  it('says nothing of lossless and hierarchical files', () => {
    const frame = baseline.indexOf(Buffer.from([0xff, 0xc0]));
    for (const code of [0xf7, 0xde])
      expect(standingOf(jpeg, patched(baseline, frame, Buffer.of(0xff, code)))).toEqual({ is: 'unknown' });
  });
});
