const POLYNOMIAL = 0x82f63b78;
const TABLE = makeTable();

/** CRC-32C (Castagnoli, RFC 3720 B.4) over bytes, going on from `before`; unsigned. Eight bytes a step. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = ~before;
  let i = 0;
  for (const last = data.byteLength - 8; i <= last; i += 8) {
    const a = crc ^ data.getInt32(i, true);
    const b = data.getInt32(i + 4, true);
    const first = at(7, a) ^ at(6, a >>> 8) ^ at(5, a >>> 16) ^ at(4, a >>> 24);
    crc = first ^ at(3, b) ^ at(2, b >>> 8) ^ at(1, b >>> 16) ^ at(0, b >>> 24);
  }
  for (; i < data.byteLength; i++) crc = at(0, crc ^ data.getUint8(i)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Part k of the table holds the CRC of each byte when k zero bytes follow it. */
function at(part: number, byte: number): number {
  return TABLE[part * 256 + (byte & 0xff)] ?? 0;
}

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256] ?? 0;
    table[i] = (before >>> 8) ^ (table[before & 0xff] ?? 0);
  }
  return table;
}
