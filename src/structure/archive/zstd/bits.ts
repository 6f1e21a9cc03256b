/** What cannot be unpacked, and why; never leaves the unpacking of a block. */
export class ZstdFault extends Error {}

/** So many bytes before and behind a block may be read, and mean nothing. */
export const BITS_MARGIN = 16;

/**
 * A stream of bits that is read from its end to its beginning (RFC 8878, 4.1), where the highest set bit of the last byte
 * is a mark. Bits before its beginning are zeros, and `left` is negative then.
 */
export class BackwardBits {
  /** Bits that are not read yet. */
  left: number;
  /** All of the memory that the bytes lie in, and the first bit of them there. */
  readonly data: DataView;
  readonly start: number;

  /** Of the bytes from `start` to `end`, behind which there are others. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = end > start ? (bytes[end - 1] ?? 0) : 0;
    if (last === 0) throw new ZstdFault('a stream of bits has no end mark');
    this.data = new DataView(bytes.buffer);
    this.start = (bytes.byteOffset + start) * 8;
    this.left = (end - start) * 8 - 1 - Math.clz32(last << 24);
  }

  /** The next bits, which stay to be read; at most 24. */
  peek(count: number): number {
    const { left } = this;
    if (left >= count) return bitsAt(this.data, this.start + left - count, count);
    return left <= 0 ? 0 : bitsAt(this.data, this.start, left) << (count - left);
  }

  /** The next bits, at most 24. */
  read(count: number): number {
    const bits = this.peek(count);
    this.left -= count;
    return bits;
  }

  /** Holds that the stream was read to its beginning and no further. */
  close(): void {
    if (this.left !== 0) throw new ZstdFault('a stream of bits does not end with what it holds');
  }
}

/** Up to 25 bits, the lowest of which is so many bits behind the beginning. */
export function bitsAt(data: DataView, bit: number, count: number): number {
  return (data.getUint32(bit >>> 3, true) >>> (bit & 7)) & ((1 << count) - 1);
}
