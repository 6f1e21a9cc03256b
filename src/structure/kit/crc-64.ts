const POLYNOMIAL = 0x95ac9329ac4bc9b5n;
const TABLES = makeTables();

/** A running CRC-64 of Redis (Jones, reflected 0x95AC9329AC4BC9B5, initially 0, no final inversion). */
export type Crc64 = {
  update(bytes: Uint8Array): void;
  /** 16 hex digits, the highest first. */
  hex(): string;
};

/** Starts a CRC-64: two halves of 32 bits, four bytes a step. */
export function createCrc64(): Crc64 {
  const { high, low } = TABLES;
  let h = 0;
  let l = 0;
  const step = (byte: number): void => {
    const i = (l ^ byte) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ (low[i] ?? 0);
    h = (h >>> 8) ^ (high[i] ?? 0);
  };
  return {
    update(bytes) {
      const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let i = 0;
      for (const last = data.byteLength - 4; i <= last; i += 4) {
        const x = l ^ data.getInt32(i, true);
        const a = 768 + (x & 0xff);
        const b = 512 + ((x >>> 8) & 0xff);
        const c = 256 + ((x >>> 16) & 0xff);
        const d = x >>> 24;
        l = h ^ (low[a] ?? 0) ^ (low[b] ?? 0) ^ (low[c] ?? 0) ^ (low[d] ?? 0);
        h = (high[a] ?? 0) ^ (high[b] ?? 0) ^ (high[c] ?? 0) ^ (high[d] ?? 0);
      }
      for (; i < data.byteLength; i++) step(data.getUint8(i));
    },
    hex: () => hex(h) + hex(l),
  };
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}

/** Part k holds the CRC of each byte when k zero bytes follow it. */
function makeTables(): { readonly high: Int32Array; readonly low: Int32Array } {
  const whole = new BigUint64Array(1024);
  for (let byte = 0; byte < 256; byte++) {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
    whole[byte] = crc;
  }
  for (let i = 256; i < 1024; i++) {
    const before = whole[i - 256] ?? 0n;
    whole[i] = (before >> 8n) ^ (whole[Number(before & 0xffn)] ?? 0n);
  }
  return {
    high: Int32Array.from(whole, (crc) => Number(BigInt.asIntN(32, crc >> 32n))),
    low: Int32Array.from(whole, (crc) => Number(BigInt.asIntN(32, crc))),
  };
}
