import { describe, expect, it } from 'vitest';
import { flv } from '../../src/structure/audio-video/flv.ts';
import { pst } from '../../src/structure/document/pst.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { keptFile } from './kept.ts';
import { cuts, endures, patched, refusesOthers, standingOf } from './standing.ts';

/** Folders of Outlook by their header, of which the rest is told only its length. */
function folders(version: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, 0x33);
  bytes.write('!BDN', 0);
  bytes.write('SM', 8);
  bytes.writeUInt16LE(version, 10);
  bytes.writeUInt32LE(length, at);
  if (version >= 21) bytes.writeUInt32LE(0, at + 4);
  return bytes;
}

describe('pst', () => {
  it.each([
    [14, 168],
    [15, 168],
    [21, 184],
    [23, 184],
    [36, 184],
  ])('of version %i promises its length at %i', (version, at) => {
    const bytes = folders(version, at, 5000);
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(pst);
    expect(standingOf(pst, bytes)).toEqual({ is: 'sound' });
    expect(cuts(pst, bytes, 20, 200)).toEqual(['cut']);
    expect(standingOf(pst, Buffer.concat([bytes, Buffer.alloc(512)]))).toEqual({ is: 'sound' });
    endures(pst, bytes, 30);
    refusesOthers(pst);
  });
});

describe('flv', () => {
  it('follows its tags, and what stands behind each', () => {
    const bytes = keptFile('flv/bars.flv');
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(flv);
    expect(standingOf(flv, bytes)).toEqual({ is: 'sound' });
    expect(cuts(flv, bytes)).toContain('cut');
    expect(cuts(flv, bytes)).not.toContain('broken');
    expect(standingOf(flv, patched(bytes, 13, Buffer.of(3))).is).toBe('broken');
    const behind = 13 + 11 + bytes.readUIntBE(14, 3);
    expect(standingOf(flv, patched(bytes, behind, Buffer.of(0, 0, 0, 7))).is).toBe('broken');
    expect(standingOf(flv, patched(bytes, behind, Buffer.alloc(4)))).toEqual({ is: 'sound' });
    endures(flv, bytes, 60);
    refusesOthers(flv);
  });
});
