/** CRCs that take the highest bit first, start with 0 and invert nothing: those of Ogg (32), FLAC frames (16) and heads (8). */

/** Goes on from a CRC over more bytes; unsigned. */
export type Crc = (bytes: Uint8Array, before?: number) => number;

/** CRC-32 of Ogg pages (RFC 3533, 6): polynomial 04c11db7. */
export const oggCrc: Crc = makeCrc(32, 0x04c11db7);

/** CRC-16 of FLAC frames (RFC 9639, 9.3): polynomial 8005. */
export const crc16: Crc = makeCrc(16, 0x8005);

/** CRC-8 of FLAC frame headers (RFC 9639, 9.1.8): polynomial 07. */
export const crc8: Crc = makeCrc(8, 0x07);

function makeCrc(bits: number, polynomial: number): Crc {
  const shift = bits - 8;
  // In the upper bits of 32, so that one loop serves every width; eight tables take eight bytes a step.
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? polynomial << (32 - bits) : 0);
    table[byte] = crc;
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256] ?? 0;
    table[at] = (before << 8) ^ (table[before >>> 24] ?? 0);
  }
  return (bytes, before = 0) => goOn(table, bytes, before << (24 - shift)) >>> (32 - bits);
}

/** Outside of the closures: a loop that they share is compiled for tables that come as arguments. */
function goOn(table: Int32Array, bytes: Uint8Array, before: number): number {
  let crc = before;
  let i = 0;
  for (const last = bytes.length - 7; i < last; i += 8) {
    const a = (crc >>> 24) ^ (bytes[i] ?? 0);
    const b = ((crc >>> 16) & 255) ^ (bytes[i + 1] ?? 0);
    const c = ((crc >>> 8) & 255) ^ (bytes[i + 2] ?? 0);
    const d = (crc & 255) ^ (bytes[i + 3] ?? 0);
    crc = (table[1792 + a] ?? 0) ^ (table[1536 + b] ?? 0) ^ (table[1280 + c] ?? 0) ^ (table[1024 + d] ?? 0);
    crc ^= (table[768 + (bytes[i + 4] ?? 0)] ?? 0) ^ (table[512 + (bytes[i + 5] ?? 0)] ?? 0);
    crc ^= (table[256 + (bytes[i + 6] ?? 0)] ?? 0) ^ (table[bytes[i + 7] ?? 0] ?? 0);
  }
  for (; i < bytes.length; i++) crc = (crc << 8) ^ (table[(crc >>> 24) ^ (bytes[i] ?? 0)] ?? 0);
  return crc;
}
