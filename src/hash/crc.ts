/**
 * Every CRC of the program: named instances over one generator of tables, for registers that take the lowest bit of a byte
 * first (reflected) and for those that take the highest first. The tables are made at the first call.
 */
import { crc32 as zlibCrc32 } from 'node:zlib';

/** Continues a CRC, of nothing unless `before` is given, over more bytes; unsigned. */
export type Crc = (bytes: Uint8Array, before?: number) => number;

/** A CRC as the catalogue of parametrised CRCs describes it; `initial` and `xorOut` are in the order of the register. */
export type CrcModel<T extends number | bigint> = {
  readonly width: T extends bigint ? 64 : 8 | 16 | 24 | 32;
  /** Highest power first, without the one of the width itself. */
  readonly polynomial: T;
  readonly isReflected: boolean;
  readonly initial: T;
  readonly xorOut: T;
};

/** Returns the CRC-32 of zip, gzip and PNG (RFC 1952), by zlib. */
export const crc32: Crc = (bytes, before = 0) => zlibCrc32(bytes, before);

/** Returns the CRC-32C of iSCSI, btrfs and many databases (RFC 3720, B.4). */
export const crc32c: Crc = createCrc({
  width: 32,
  polynomial: 0x1edc6f41,
  isReflected: true,
  initial: 0xffffffff,
  xorOut: 0xffffffff,
});

/** Returns the CRC-32 of Ogg pages (RFC 3533, 6); POSIX `cksum` takes the same register. */
export const crc32Ogg: Crc = createCrc({ ...plain(32), polynomial: 0x04c11db7 });

/** Returns the CRC-16 of FLAC frames (RFC 9639, 9.3). */
export const crc16Flac: Crc = createCrc({ ...plain(16), polynomial: 0x8005 });

/** Returns the CRC-8 of FLAC frame headers (RFC 9639, 9.1.8). */
export const crc8Flac: Crc = createCrc({ ...plain(8), polynomial: 0x07 });

function plain(width: 8 | 16 | 32): Omit<CrcModel<number>, 'polynomial'> {
  return { width, isReflected: false, initial: 0, xorOut: 0 };
}

/** Makes a CRC of 8 to 32 bits from its model. */
export function createCrc({ width, polynomial, isReflected, initial, xorOut }: CrcModel<number>): Crc {
  let table: Int32Array | undefined;
  const nothing = (initial ^ xorOut) >>> 0;
  // A register that takes the highest bit first lies in the upper bits of 32, so that one loop serves every width.
  const shift = isReflected ? 0 : 32 - width;
  const advance = isReflected ? advanceReflected : advanceForward;
  return (bytes, before = nothing) => {
    table ??= Int32Array.from(tableOf(width, BigInt(polynomial), isReflected), lowHalf);
    return ((advance(table, bytes, (before ^ xorOut) << shift) >>> shift) ^ xorOut) >>> 0;
  };
}

/** Below this a view costs more than it saves. */
const SHORT = 32;

/** Takes eight bytes per step, lowest bit first. */
function advanceReflected(table: Int32Array, bytes: Uint8Array, before: number): number {
  let crc = before;
  if (bytes.length < SHORT) {
    for (let i = 0; i < bytes.length; i++) crc = at(table, 0, crc ^ (bytes[i] ?? 0)) ^ (crc >>> 8);
    return crc;
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let i = 0;
  for (const last = data.byteLength - 8; i <= last; i += 8) {
    const a = crc ^ data.getInt32(i, true);
    const b = data.getInt32(i + 4, true);
    const first = at(table, 7, a) ^ at(table, 6, a >>> 8) ^ at(table, 5, a >>> 16) ^ at(table, 4, a >>> 24);
    crc = first ^ at(table, 3, b) ^ at(table, 2, b >>> 8) ^ at(table, 1, b >>> 16) ^ at(table, 0, b >>> 24);
  }
  for (; i < data.byteLength; i++) crc = at(table, 0, crc ^ data.getUint8(i)) ^ (crc >>> 8);
  return crc;
}

/** Takes eight bytes per step, highest bit first. */
function advanceForward(table: Int32Array, bytes: Uint8Array, before: number): number {
  let crc = before;
  if (bytes.length < SHORT) {
    for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ at(table, 0, (crc >>> 24) ^ (bytes[i] ?? 0));
    return crc;
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let i = 0;
  for (const last = data.byteLength - 8; i <= last; i += 8) {
    const a = crc ^ data.getInt32(i);
    const b = data.getInt32(i + 4);
    const first = at(table, 7, a >>> 24) ^ at(table, 6, a >>> 16) ^ at(table, 5, a >>> 8) ^ at(table, 4, a);
    crc = first ^ at(table, 3, b >>> 24) ^ at(table, 2, b >>> 16) ^ at(table, 1, b >>> 8) ^ at(table, 0, b);
  }
  for (; i < data.byteLength; i++) crc = (crc << 8) ^ at(table, 0, (crc >>> 24) ^ data.getUint8(i));
  return crc;
}

/** Part k of a table holds the CRC of each byte when k zero bytes follow it. */
function at(table: Int32Array, part: number, byte: number): number {
  return table[part * 256 + (byte & 0xff)] ?? 0;
}

/** A CRC of 64 bits under way. */
export type RunningCrc64 = {
  update(bytes: Uint8Array): void;
  /** Returns 16 hex digits, the highest first. */
  hex(): string;
};

/** Starts the CRC-64 of Redis (Jones). */
export const startRedisCrc64: () => RunningCrc64 = createCrc64({
  polynomial: 0xad93d23594c935a9n,
  initial: 0n,
  xorOut: 0n,
});

type Halves = { readonly high: Int32Array; readonly low: Int32Array };

/** Makes a reflected CRC of 64 bits from its model, as two halves of 32 bits that take four bytes per step. */
export function createCrc64(
  model: Pick<CrcModel<bigint>, 'polynomial' | 'initial' | 'xorOut'>,
): () => RunningCrc64 {
  const makeHalves = (): Halves => {
    const whole = tableOf(64, model.polynomial, true).slice(0, 4 * 256);
    return { high: Int32Array.from(whole, highHalf), low: Int32Array.from(whole, lowHalf) };
  };
  let halves: Halves | undefined;
  return () => {
    const { high, low } = (halves ??= makeHalves());
    let h = highHalf(model.initial);
    let l = lowHalf(model.initial);
    return {
      update(bytes) {
        [h, l] = advance64(high, low, bytes, h, l);
      },
      hex: () => hex(h ^ highHalf(model.xorOut)) + hex(l ^ lowHalf(model.xorOut)),
    };
  };
}

function advance64(
  high: Int32Array,
  low: Int32Array,
  bytes: Uint8Array,
  highBefore: number,
  lowBefore: number,
): [high: number, low: number] {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let h = highBefore;
  let l = lowBefore;
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
  for (; i < data.byteLength; i++) {
    const a = (l ^ data.getUint8(i)) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ (low[a] ?? 0);
    h = (h >>> 8) ^ (high[a] ?? 0);
  }
  return [h, l];
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}

function highHalf(value: bigint): number {
  return lowHalf(value >> 32n);
}

function lowHalf(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/** Eight parts of 256 values, as wide as the register: the width, or 32 bits where the highest bit comes first. */
function tableOf(width: number, polynomial: bigint, isReflected: boolean): readonly bigint[] {
  const bits = BigInt(isReflected ? width : 32);
  const top = 1n << (bits - 1n);
  const divisor = isReflected ? reverse(polynomial, width) : polynomial << BigInt(32 - width);
  const cut = (value: bigint): bigint => BigInt.asUintN(Number(bits), value);
  const ofByte = (byte: bigint): bigint => {
    let crc = isReflected ? byte : byte << (bits - 8n);
    for (let bit = 0; bit < 8; bit++) {
      if (isReflected) crc = (crc >> 1n) ^ ((crc & 1n) === 0n ? 0n : divisor);
      else crc = cut(crc << 1n) ^ ((crc & top) === 0n ? 0n : divisor);
    }
    return crc;
  };
  const table = [0n];
  // The CRC of a sum is the sum of the CRCs, so bytes of a single bit give all others.
  for (let bit = 1; bit < 256; bit *= 2) {
    const crc = ofByte(BigInt(bit));
    table.push(...table.map((other) => crc ^ other));
  }
  const follow = (crc: bigint): bigint =>
    isReflected
      ? (crc >> 8n) ^ (table[Number(crc & 0xffn)] ?? 0n)
      : cut(crc << 8n) ^ (table[Number(crc >> (bits - 8n))] ?? 0n);
  for (let i = 256; i < 8 * 256; i++) table.push(follow(table[i - 256] ?? 0n));
  return table;
}

function reverse(polynomial: bigint, width: number): bigint {
  let reversed = 0n;
  for (let bit = 0; bit < width; bit++) reversed = (reversed << 1n) | ((polynomial >> BigInt(bit)) & 1n);
  return reversed;
}
