import { describe, expect, it } from 'vitest';
import { posixCrc } from '../../src/hash/posix-crc.ts';
import { noise } from './stream.ts';

/** The definition, a bit at a time. */
function slow(bytes: Uint8Array): string {
  const digits: number[] = [];
  for (let rest = bytes.length; rest > 0; rest = Math.floor(rest / 256)) digits.push(rest % 256);
  let crc = 0;
  for (const byte of [...bytes, ...digits]) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

describe('posixCrc', () => {
  it('agrees with the definition at every length around its step', async () => {
    const engine = await posixCrc();
    for (const length of [...Array(40).keys(), 255, 256, 257, 65_535, 65_536, 65_537]) {
      const bytes = noise(length, length);
      const hasher = engine.create();
      hasher.update(bytes);
      expect(hasher.end()).toBe(slow(bytes));
    }
  });
});
