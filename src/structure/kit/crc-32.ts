import * as zlib from 'node:zlib';

/** Node has it since 20.15. */
const { crc32: native }: { readonly crc32?: typeof zlib.crc32 } = zlib;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The CRC-32 of RFC 1952 over bytes, going on from `before`; unsigned, without waiting for an engine. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return native === undefined ? crc32ByTable(bytes, before) : native(bytes, before);
}

/** The same where zlib has none. */
export function crc32ByTable(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
