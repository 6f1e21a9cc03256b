import { crc32 } from './crc.ts';

/**
 * The CRC-32 of a window of `size` bytes that slides over a file. `state` is what `feed` and `slide` take and return, 0
 * before the first byte.
 */
export type RollingCrc = {
  feed(state: number, bytes: Uint8Array): number;
  /** Appends zeros, by their count. */
  pad(state: number, zeros: number): number;
  /** Slides by one byte. */
  slide(state: number, leaving: number, coming: number): number;
  /** Returns the CRC-32 of the window that has a state. */
  crc(state: number): number;
};

const CRC32_REFLECTED = 0xedb88320;

/** Makes the rolling CRC-32 of windows of one size, in bytes. */
export function rollingCrc(size: number): RollingCrc {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => feed(0, Uint8Array.of(byte)));
  const shift = power(size);
  const leave = table.map((value) => times(shift, value));
  const zeros = times(shift, 0xffffffff);
  return {
    feed,
    pad: (state, count) => times(power(count), state),
    slide: (state, leaving, coming) =>
      ((table[(state ^ coming) & 255] ?? 0) ^ (state >>> 8) ^ (leave[leaving] ?? 0)) >>> 0,
    crc: (state) => ~(zeros ^ state) >>> 0,
  };
}

/** The register of zlib, which inverts it on the way in and out. */
function feed(state: number, bytes: Uint8Array): number {
  return ~crc32(bytes, ~state >>> 0) >>> 0;
}

/** The product of two polynomials modulo that of CRC-32, bits reflected (zlib, crc32_combine). */
function times(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ CRC32_REFLECTED : factor >>> 1;
  }
  return product >>> 0;
}

/** The factor by which zeros multiply, by their count in bytes. */
function power(bytes: number): number {
  let result = 2 ** 31;
  let square = times(times(2 ** 30, 2 ** 30), times(2 ** 30, 2 ** 30));
  square = times(square, square);
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(square, result);
    square = times(square, square);
  }
  return result;
}
