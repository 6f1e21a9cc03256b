import { describe, expect, it } from 'vitest';
import { ole } from '../../../src/structure/document/ole.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { patched, standingOf } from '../standing.ts';

describe('ole', () => {
  holdsTo(ole, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'broken', 'cut'],
    noise: ['sound', 'broken', 'cut'],
    flip: ['sound', 'broken', 'cut'],
  });

  it('holds its allocation table to know itself', () => {
    const bytes = keptFile('ole/streams.doc');
    const table = (bytes.readUInt32LE(76) + 1) * 512;
    expect(standingOf(ole, patched(bytes, table, Buffer.alloc(512)))).toMatchObject({ is: 'broken' });
    expect(standingOf(ole, patched(bytes, 30, Buffer.of(7)))).toEqual({ is: 'unknown' });
  });

  it('takes other marks that writers give the sectors of the table itself', () => {
    const bytes = keptFile('ole/streams.doc');
    const index = bytes.readUInt32LE(76);
    const own = (index + 1) * 512 + index * 4;
    expect(bytes.readUInt32LE(own)).toBe(0xfffffffd);
    const marked = (mark: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(mark, own);
      return copy;
    };
    for (const mark of [0xfffffffe, index]) expect(standingOf(ole, marked(mark)).is).toBe('sound');
    for (const mark of [0, 0xffffffff, 0x12345678, index + 1])
      expect(standingOf(ole, marked(mark)).is).toBe('broken');
  });

  it('takes ends of chains that fill the rest of its table for padding', () => {
    const bytes = keptFile('ole/streams.doc');
    const table = (bytes.readUInt32LE(76) + 1) * 512;
    const padded = Buffer.from(bytes);
    let filled = 0;
    for (let at = table + 508; at >= table && padded.readUInt32LE(at) === 0xffffffff; at -= 4, filled++)
      padded.writeUInt32LE(0xfffffffe, at);
    expect(filled).toBeGreaterThan(8);
    expect(standingOf(ole, padded)).toEqual({ is: 'sound' });
    expect(standingOf(ole, padded.subarray(0, -1024))).toMatchObject({ is: 'cut' });
  });
});
