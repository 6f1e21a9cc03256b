import { describe, expect, it } from 'vitest';
import { flac } from '../../../../src/structure/audio-video/flac/flac.ts';
import { seededBytes } from '../../../help/bytes.ts';
import { holdsTo, keptFile } from '../../kept.ts';
import { flipped, patched, standingOf } from '../../standing.ts';

const bytes = keptFile('flac/fixed.flac');

/** Where the frames start: behind the metadata blocks. */
function framesOf(file: Buffer): number {
  let at = 4;
  while (file.readUInt8(at) < 0x80) at += 4 + file.readUIntBE(at + 1, 3);
  return at + 4 + file.readUIntBE(at + 1, 3);
}

describe('flac', () => {
  holdsTo(flac, {
    whole: 'proven',
    cut: ['cut'],
    zeros: ['broken', 'cut', 'proven'],
    noise: ['broken', 'cut', 'proven'],
    flip: ['broken', 'cut', 'proven'],
  });

  it('sees one bit in any frame', () => {
    const start = framesOf(bytes);
    for (let at = start; at < bytes.length; at += 97)
      expect(['broken', 'cut']).toContain(standingOf(flac, flipped(bytes, at)).is);
  });

  it('sees a hole in a frame, and says in which', () => {
    const start = framesOf(bytes);
    for (const hole of [Buffer.alloc(512), seededBytes(2, 512)])
      expect(standingOf(flac, patched(bytes, start + 1000, hole))).toEqual({
        is: 'broken',
        detail: `frame at ${start}: CRC-16 does not match before any following frame`,
      });
  });

  it('is broken where a frame is lost, doubled or in the place of another', () => {
    const first = framesOf(bytes);
    const sync = bytes.subarray(first, first + 4);
    const starts: number[] = [];
    for (let at = first; at >= 0; at = bytes.indexOf(sync, at + 16)) starts.push(at);
    const frame = (which: number): Buffer => bytes.subarray(starts[which], starts[which + 1]);
    const count = starts.length - 1;
    expect(count).toBeGreaterThan(1);
    const last = bytes.subarray(starts[count]);
    const file = (...order: readonly number[]): Buffer =>
      Buffer.concat([bytes.subarray(0, first), ...order.map(frame), last]);
    const order = Array.from({ length: count }, (_, i) => i);
    expect(standingOf(flac, file(...order))).toEqual({ is: 'proven' });
    for (const other of [order.toSpliced(1, 1), order.toSpliced(1, 0, 0), order.toSpliced(0, 2, 1, 0)]) {
      const found = standingOf(flac, file(...other));
      expect(['broken', 'cut']).toContain(found.is);
      expect(found).not.toHaveProperty('severity');
    }
    expect(standingOf(flac, file(...order.toSpliced(1, 1, 0)))).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/^frame at \d+: its number is 0, that of the one before is 0$/),
    });
    // A recording that does not know its length may lack some.
    const streamed = Buffer.from(file(...order.toSpliced(1, 1)));
    streamed.fill(0, 22, 26);
    streamed.writeUInt8(streamed.readUInt8(21) & 0xf0, 21);
    expect(standingOf(flac, streamed)).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('is cut after any whole frame, by the samples that it promises', () => {
    const second = bytes.indexOf(bytes.subarray(framesOf(bytes), framesOf(bytes) + 4), framesOf(bytes) + 16);
    expect(standingOf(flac, bytes.subarray(0, second))).toEqual({
      is: 'cut',
      detail: expect.stringMatching(/^ends at \d+, after \d+ of \d+ samples$/),
    });
  });

  it('is cut wherever its last frame ends too early, also behind bytes whose CRC-16 holds by chance', () => {
    const severities = new Set<string | undefined>();
    for (let end = bytes.length - 600; end < bytes.length; end++) {
      const part = bytes.subarray(0, end);
      for (const each of [part, Buffer.concat([bytes, part.subarray(-40)])]) {
        const standing = standingOf(flac, each);
        expect(standing).toMatchObject({ is: 'cut' });
        if (standing.is === 'cut') severities.add(standing.severity);
      }
    }
    expect([...severities]).toEqual([undefined, 'warning']);
  });

  it('takes tags before the mark and behind the last frame', () => {
    const id3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x01\x00', 'latin1'), Buffer.alloc(128)]);
    const tagged = Buffer.concat([id3, bytes, Buffer.from('TAG'), Buffer.alloc(125, 0x20)]);
    expect(flac.recognises(tagged)).toBe(true);
    expect(standingOf(flac, tagged)).toEqual({ is: 'proven' });
  });
});
