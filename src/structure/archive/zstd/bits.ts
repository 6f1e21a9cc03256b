/** Thrown when a block cannot be unpacked, with the reason; caught where blocks are unpacked. */
export class ZstdFault extends Error {}

/** The number of bytes before and after a block that may be read and are ignored. */
export const BITS_MARGIN = 16;

/**
 * A bit stream that is read from its end to its beginning (RFC 8878, 4.1), where the highest set bit of the last byte
 * is a mark. Bits before the beginning are zeros; `left` is negative then.
 */
export class BackwardBits {
  /** The number of bits not yet read. */
  left: number;
  /** The memory that contains the bytes, and the position of the stream's first bit in it. */
  readonly data: DataView;
  readonly start: number;

  /** Reads the bytes from `start` to `end`, which must be followed by a margin. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = end > start ? (bytes[end - 1] ?? 0) : 0;
    if (last === 0) throw new ZstdFault('a bit stream has no end mark');
    this.data = new DataView(bytes.buffer);
    this.start = (bytes.byteOffset + start) * 8;
    this.left = (end - start) * 8 - 1 - Math.clz32(last << 24);
  }

  /** Returns the next bits without consuming them; at most 24. */
  peek(count: number): number {
    const { left } = this;
    if (left >= count) return bitsAt(this.data, this.start + left - count, count);
    return left <= 0 ? 0 : bitsAt(this.data, this.start, left) << (count - left);
  }

  /** Returns the next bits, at most 24. */
  read(count: number): number {
    const bits = this.peek(count);
    this.left -= count;
    return bits;
  }

  /** Throws unless the stream was read exactly to its beginning. */
  close(): void {
    if (this.left !== 0) throw new ZstdFault('a bit stream does not end with its content');
  }
}

/** Returns up to 25 bits, the lowest of which is at bit offset `bit`. */
export function bitsAt(data: DataView, bit: number, count: number): number {
  return (data.getUint32(bit >>> 3, true) >>> (bit & 7)) & ((1 << count) - 1);
}
