import { describe, expect, it } from 'vitest';
import {
  type Crc,
  crc8Flac,
  crc16Flac,
  crc32,
  crc32c,
  crc32Ogg,
  createCrc,
  createCrc64,
  startRedisCrc64,
} from '../../src/hash/crc.ts';
import { posixCrc } from '../../src/hash/crc-engines.ts';
import { rollingCrc } from '../../src/hash/rolling-crc.ts';
import { noise } from './stream.ts';

const DIGITS = Buffer.from('123456789');
const ONES = { initial: 0xffffffff, xorOut: 0xffffffff };
const ZEROS = { initial: 0, xorOut: 0 };
const LENGTHS = [...Array(40).keys(), 255, 256, 257, 65_535, 65_536, 65_537];

/** Name and check value, of "123456789", in the catalogue of parametrised CRC algorithms. */
const CATALOGUE: readonly (readonly [name: string, check: number, crc: Crc])[] = [
  ['CRC-8/SMBUS', 0xf4, crc8Flac],
  ['CRC-8/MAXIM-DOW', 0xa1, createCrc({ width: 8, polynomial: 0x31, isReflected: true, ...ZEROS })],
  ['CRC-16/UMTS', 0xfee8, crc16Flac],
  ['CRC-16/ARC', 0xbb3d, createCrc({ width: 16, polynomial: 0x8005, isReflected: true, ...ZEROS })],
  [
    'CRC-16/IBM-3740',
    0x29b1,
    createCrc({ width: 16, polynomial: 0x1021, isReflected: false, initial: 0xffff, xorOut: 0 }),
  ],
  [
    'CRC-16/IBM-SDLC',
    0x906e,
    createCrc({ width: 16, polynomial: 0x1021, isReflected: true, initial: 0xffff, xorOut: 0xffff }),
  ],
  [
    'CRC-24/OPENPGP',
    0x21cf02,
    createCrc({ width: 24, polynomial: 0x864cfb, isReflected: false, initial: 0xb704ce, xorOut: 0 }),
  ],
  ['CRC-32/ISO-HDLC', 0xcbf43926, crc32],
  ['CRC-32/ISCSI', 0xe3069283, crc32c],
  ['CRC-32/BZIP2', 0xfc891918, createCrc({ width: 32, polynomial: 0x04c11db7, isReflected: false, ...ONES })],
  [
    'CRC-32/CKSUM',
    0x765e7680,
    createCrc({ width: 32, polynomial: 0x04c11db7, isReflected: false, initial: 0, xorOut: 0xffffffff }),
  ],
  ['CRC-32 of Ogg', 0x89a1897f, crc32Ogg],
];

describe.each(CATALOGUE)('%s', (_, check, crc) => {
  it('has the check value of the catalogue', () => {
    expect(crc(DIGITS)).toBe(check);
  });

  it('goes on where it stopped, at every place', () => {
    const bytes = noise(40, 7);
    for (let at = 0; at <= bytes.length; at++)
      expect(crc(bytes.subarray(at), crc(bytes.subarray(0, at)))).toBe(crc(bytes));
  });

  it('takes a part of a larger buffer', () => {
    expect(crc(Buffer.concat([Buffer.from('x'), DIGITS, Buffer.from('y')]).subarray(1, 10))).toBe(check);
  });
});

/** The definition, a bit at a time. */
function bitwise(bytes: Iterable<number>, polynomial: number, isReflected: boolean, initial: number): number {
  let crc = initial;
  for (const byte of bytes) {
    crc ^= isReflected ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit++)
      if (isReflected) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
      else crc = (crc << 1) ^ (crc < 0 ? polynomial : 0);
  }
  return crc;
}

describe('a CRC', () => {
  it('agrees with the definition at every length around its step', () => {
    for (const length of LENGTHS) {
      const bytes = noise(length, length);
      expect(crc32c(bytes)).toBe(~bitwise(bytes, 0x82f63b78, true, -1) >>> 0);
      expect(crc32Ogg(bytes)).toBe(bitwise(bytes, 0x04c11db7, false, 0) >>> 0);
    }
  });

  it('of POSIX takes the length in too', async () => {
    const engine = await posixCrc();
    for (const length of LENGTHS) {
      const bytes = noise(length, length);
      const digits: number[] = [];
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.push(rest % 256);
      const hasher = engine.create();
      hasher.update(bytes);
      const wanted = ~bitwise([...bytes, ...digits], 0x04c11db7, false, 0) >>> 0;
      expect(hasher.end()).toBe(wanted.toString(16).padStart(8, '0'));
    }
  });
});

describe('a CRC of 64 bits', () => {
  const xz = createCrc64({
    polynomial: 0x42f0e1eba9ea3693n,
    initial: 2n ** 64n - 1n,
    xorOut: 2n ** 64n - 1n,
  });

  it.each([
    ['CRC-64/REDIS', 'e9c6d914c4b8d9ca', startRedisCrc64],
    ['CRC-64/XZ', '995dc9bbdf1939fa', xz],
  ] as const)('%s has the check value of the catalogue, in one go or in parts', (_, check, start) => {
    for (let at = 0; at <= DIGITS.length; at++) {
      const crc = start();
      crc.update(DIGITS.subarray(0, at));
      crc.update(DIGITS.subarray(at));
      expect(crc.hex()).toBe(check);
    }
  });
});

describe('the rolling CRC-32', () => {
  it.each([1, 7, 100])('of a window of %i bytes is that of the bytes in it, at every place', (size) => {
    const bytes = noise(300, size);
    const rolling = rollingCrc(size);
    let state = rolling.feed(rolling.feed(0, bytes.subarray(0, size >> 1)), bytes.subarray(size >> 1, size));
    for (let at = 0; at + size < bytes.length; at++) {
      expect(rolling.crc(state)).toBe(crc32(bytes.subarray(at, at + size)));
      state = rolling.slide(state, bytes[at] ?? 0, bytes[at + size] ?? 0);
    }
  });

  it('pads a window with zeros', () => {
    const rolling = rollingCrc(1000);
    const state = rolling.pad(rolling.feed(0, DIGITS), 991);
    expect(rolling.crc(state)).toBe(crc32(Buffer.concat([DIGITS, Buffer.alloc(991)])));
  });
});
