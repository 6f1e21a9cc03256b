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
