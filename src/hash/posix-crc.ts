import type { HashEngine, Hasher } from './engine.ts';

const POLYNOMIAL = 0x04c11db7;

/** The CRC of POSIX `cksum`: CRC-32 with the highest bit first and the length of the file appended. */
export function posixCrc(): Promise<HashEngine> {
  const table = makeTable();
  return Promise.resolve({ create: () => hasher(table) });
}

function hasher(table: Int32Array): Hasher {
  let crc = 0;
  let length = 0;
  return {
    update(chunk) {
      crc = advance(table, crc, chunk);
      length += chunk.length;
    },
    end() {
      const digits: number[] = [];
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.push(rest % 256);
      const value = ~advance(table, crc, Uint8Array.from(digits)) >>> 0;
      return value.toString(16).padStart(8, '0');
    },
  };
}

/** Eight bytes a step. */
function advance(table: Int32Array, start: number, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = start;
  let i = 0;
  for (const last = view.byteLength - 8; i <= last; i += 8) {
    const a = crc ^ view.getInt32(i);
    const b = view.getInt32(i + 4);
    const first = at(table, 7, a >>> 24) ^ at(table, 6, a >>> 16) ^ at(table, 5, a >>> 8) ^ at(table, 4, a);
    crc = first ^ at(table, 3, b >>> 24) ^ at(table, 2, b >>> 16) ^ at(table, 1, b >>> 8) ^ at(table, 0, b);
  }
  for (; i < view.byteLength; i++) crc = (crc << 8) ^ at(table, 0, (crc >>> 24) ^ view.getUint8(i));
  return crc;
}

/** Part k of the table holds the CRC of each byte when k zero bytes follow it. */
function at(table: Int32Array, part: number, byte: number): number {
  return table[part * 256 + (byte & 0xff)] ?? 0;
}

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0);
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256] ?? 0;
    table[i] = (before << 8) ^ (table[before >>> 24] ?? 0);
  }
  return table;
}
