const POLYNOMIAL = 0xedb88320;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/**
 * The CRC-32 of a window of `size` bytes that slides over a file. `state` is what `feed` and `slide` give and take, 0 for no
 * bytes; `crc` is the CRC-32 of a window by its state.
 */
export type RollingCrc = {
  feed(state: number, bytes: Uint8Array): number;
  /** Fills up with so many zeros. */
  pad(state: number, zeros: number): number;
  /** Slides by one byte. */
  slide(state: number, leaving: number, coming: number): number;
  crc(state: number): number;
};

/** Makes the rolling CRC-32 of windows of one size, in bytes. */
export function rollingCrc(size: number): RollingCrc {
  const shift = power(size);
  const leave = TABLE.map((value) => times(shift, value));
  const zeros = times(shift, 0xffffffff);
  return {
    feed(state, bytes) {
      let crc = state;
      for (let i = 0; i < bytes.length; i++)
        crc = ((TABLE[(crc ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (crc >>> 8)) >>> 0;
      return crc;
    },
    pad: (state, count) => times(power(count), state),
    slide: (state, leaving, coming) =>
      ((TABLE[(state ^ coming) & 255] ?? 0) ^ (state >>> 8) ^ (leave[leaving] ?? 0)) >>> 0,
    crc: (state) => ~(zeros ^ state) >>> 0,
  };
}

/** The product of two polynomials modulo that of CRC-32, bits reflected (zlib, crc32_combine). */
function times(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
  }
  return product >>> 0;
}

/** What so many bytes of zeros multiply by. */
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
