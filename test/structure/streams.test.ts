import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/hash/crc.ts';
import { bacula } from '../../src/structure/archive/bacula.ts';
import { btrfsSend } from '../../src/structure/disk/btrfs-send.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { seededBytes } from '../help/bytes.ts';
import { keptFile, keptFiles } from './kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const PROVEN = { is: 'proven' };

describe('streams of btrfs send', () => {
  it.each(keptFiles('btrfs-send'))('%s is proven', (_, bytes) => {
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(btrfsSend);
    expect(standingOf(btrfsSend, bytes)).toEqual(PROVEN);
    expect(standingOf(btrfsSend, Buffer.concat([bytes, bytes]))).toEqual(PROVEN);
    expect(cuts(btrfsSend, bytes)).toEqual(['cut']);
    // The version may be any.
    for (let at = 17; at < bytes.length; at += 7)
      expect(['broken', 'cut']).toContain(standingOf(btrfsSend, flipped(bytes, at)).is);
    expect(standingOf(btrfsSend, Buffer.concat([bytes, Buffer.alloc(9)])).is).toBe('broken');
    endures(btrfsSend, bytes, 60);
    refusesOthers(btrfsSend);
  });

  it('names the command that does not hold', () => {
    const bytes = keptFile('btrfs-send/full.btrfs');
    const second = 17 + 10 + bytes.readUInt32LE(17);
    expect(standingOf(btrfsSend, flipped(bytes, second + 12))).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining(`command at ${second}: CRC-32C wanted `),
    });
  });
});

/** A block of a volume with its checksum, or with 0 for one. */
function block(number: number, content: Buffer, isSummed = true): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(24), content]);
  bytes.writeUInt32BE(bytes.length, 4);
  bytes.writeUInt32BE(number, 8);
  bytes.write('BB02', 12);
  bytes.writeUInt32BE(1, 16);
  bytes.writeUInt32BE(1_790_000_000, 20);
  if (isSummed) bytes.writeUInt32BE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

describe('volumes of Bacula', () => {
  const volume = Buffer.concat([1, 2, 3, 4].map((n) => block(n, seededBytes(n, n * 900))));

  it('are proven block by block', () => {
    expect(STRUCTURES.find((each) => each.recognises(volume))).toBe(bacula);
    expect(standingOf(bacula, volume)).toEqual(PROVEN);
    for (let at = 0; at < volume.length; at += 61)
      expect(['broken', 'cut']).toContain(standingOf(bacula, flipped(volume, at)).is);
    endures(bacula, volume, 60);
    refusesOthers(bacula);
  });

  it('are cut inside a block, and nobody knows between two', () => {
    expect(cuts(bacula, volume)).toEqual(['cut']);
    const [first, second] = [924, 924 + 1824];
    expect([first, second].map((at) => standingOf(bacula, volume.subarray(0, at)))).toEqual([PROVEN, PROVEN]);
  });

  it('are sound where their checksums are turned off', () => {
    const bytes = Buffer.concat([block(1, seededBytes(1, 500)), block(2, seededBytes(2, 500), false)]);
    expect(standingOf(bacula, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(bacula, patched(bytes, 524 + 12, Buffer.from('BB01'))).is).toBe('broken');
  });
});
