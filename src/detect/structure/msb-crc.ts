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
  // In the upper bits of 32, so that one loop serves every width; two tables take two bytes a step.
  const table = new Int32Array(512);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? polynomial << (32 - bits) : 0);
    table[byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    const once = table[byte] ?? 0;
    table[256 + byte] = (once << 8) ^ (table[once >>> 24] ?? 0);
  }
  return (bytes, before = 0) => {
    let crc = before << (24 - shift);
    let i = 0;
    for (const last = bytes.length - 1; i < last; i += 2) {
      const first = (crc >>> 24) ^ (bytes[i] ?? 0);
      const second = ((crc >>> 16) & 255) ^ (bytes[i + 1] ?? 0);
      crc = (crc << 16) ^ (table[256 + first] ?? 0) ^ (table[second] ?? 0);
    }
    if (i < bytes.length) crc = (crc << 8) ^ (table[(crc >>> 24) ^ (bytes[i] ?? 0)] ?? 0);
    return crc >>> (32 - bits);
  };
}
