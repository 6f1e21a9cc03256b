import { describe, expect, it } from 'vitest';
import { interleavingOf } from '../../src/detect/interleaving.ts';
import { seededBytes } from '../help/bytes.ts';

const PLAIN = Buffer.from(
  Array.from({ length: 4000 }, (_, i) => `record ${i}\x01${i * 7919}\x02the name of it\xe9`).join(''),
  'latin1',
);

function turned(random: number, turn: number, length = 65_536): Buffer {
  const bytes = Buffer.from(PLAIN.subarray(0, length));
  for (let at = 0; at < bytes.length; at += turn) seededBytes(at, random).copy(bytes, at);
  return bytes;
}

describe('interleavingOf', () => {
  it.each([
    [16, 32],
    [64, 128],
    [64, 192],
    [64, 256],
    [128, 256],
  ])('finds %i random bytes of each %i', (random, turn) => {
    expect(interleavingOf(turned(random, turn))).toEqual({ random, turn });
    expect(interleavingOf(turned(random, turn, 16_384))).toEqual({ random, turn });
  });

  it('finds nothing in plain, random and short files', () => {
    expect(interleavingOf(PLAIN)).toBeUndefined();
    expect(interleavingOf(seededBytes(5, 65_536))).toBeUndefined();
    expect(interleavingOf(turned(64, 256, 16_383))).toBeUndefined();
    expect(interleavingOf(Buffer.alloc(0))).toBeUndefined();
    expect(interleavingOf(Buffer.alloc(65_536))).toBeUndefined();
  });

  it('finds nothing where only the first turns are random', () => {
    const bytes = Buffer.from(PLAIN.subarray(0, 65_536));
    turned(64, 256, 8192).copy(bytes);
    expect(interleavingOf(bytes)).toBeUndefined();
  });
});
