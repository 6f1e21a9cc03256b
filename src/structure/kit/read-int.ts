/**
 * Numbers and text at an offset of a head that may be too short for them: the result is then NaN or '', which equal
 * nothing.
 */

const ZEROS = Buffer.alloc(4096);

/** Returns bytes as text, one character per byte; shorter where the bytes end. */
export function latin1At(bytes: Uint8Array, at: number, length: number): string {
  return view(bytes).toString('latin1', at, at + length);
}

/** Returns bytes as lower-case hex. */
export function hexAt(bytes: Uint8Array, at: number, length: number): string {
  return view(bytes).toString('hex', at, at + length);
}

/** Reads an unsigned little-endian number of 16 bits. */
export function u16le(bytes: Uint8Array, at: number): number {
  return at + 2 > bytes.length ? Number.NaN : view(bytes).readUInt16LE(at);
}

/** Reads an unsigned big-endian number of 16 bits. */
export function u16be(bytes: Uint8Array, at: number): number {
  return at + 2 > bytes.length ? Number.NaN : view(bytes).readUInt16BE(at);
}

/** Reads an unsigned little-endian number of 32 bits. */
export function u32le(bytes: Uint8Array, at: number): number {
  return at + 4 > bytes.length ? Number.NaN : view(bytes).readUInt32LE(at);
}

/** Reads an unsigned big-endian number of 32 bits. */
export function u32be(bytes: Uint8Array, at: number): number {
  return at + 4 > bytes.length ? Number.NaN : view(bytes).readUInt32BE(at);
}

/** Reads an unsigned little-endian number of 64 bits; exact up to 2^53, and no file is longer than that. */
export function u64le(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at) + u32le(bytes, at + 4) * 2 ** 32;
}

/** Reads an unsigned big-endian number of 64 bits; exact up to 2^53. */
export function u64be(bytes: Uint8Array, at: number): number {
  return u32be(bytes, at) * 2 ** 32 + u32be(bytes, at + 4);
}

/** Returns whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length);
    if (ZEROS.compare(part, 0, part.length, 0, part.length) !== 0) return false;
  }
  return true;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
