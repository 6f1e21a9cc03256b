import { describe, expect, it } from 'vitest';
import { crc32Ogg } from '../../../src/hash/crc.ts';
import { ogg } from '../../../src/structure/audio-video/ogg.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { flipped, standingOf } from '../standing.ts';

const bytes = keptFile('ogg/vorbis.ogg');
const lastPage = bytes.lastIndexOf('OggS');

/** The pages of the file, as those of a stream of another number. */
function ofStream(serial: number): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const segments = bytes.subarray(at + 27, at + 27 + bytes.readUInt8(at + 26));
    const end = at + 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
    const page = Buffer.from(bytes.subarray(at, end));
    page.writeUInt32LE(serial, 14);
    page.writeUInt32LE(0, 22);
    page.writeUInt32LE(crc32Ogg(page), 22);
    pages.push(page);
    at = end;
  }
  return pages;
}

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

  it('warns where a stream lacks its first page while another has its own', () => {
    const other = ofStream(0x7777);
    expect(standingOf(ogg, Buffer.concat([bytes, ...other]))).toEqual({ is: 'proven' });
    expect(standingOf(ogg, Buffer.concat([bytes, ...other.slice(1)]))).toMatchObject({
      is: 'broken',
      severity: 'warning',
      detail: expect.stringContaining('of the stream 00007777, whose first page is not there'),
    });
    expect(standingOf(ogg, Buffer.concat(other.slice(1)))).toEqual({ is: 'proven' });
  });

  it('takes what follows the last page of all', () => {
    expect(standingOf(ogg, Buffer.concat([bytes, Buffer.alloc(300)]))).toEqual({ is: 'proven' });
  });
});
