import type { Source, Step } from '../../kit/chunked-reader.ts';

/** The signature that may begin a data descriptor (APPNOTE 4.3.9.3), little-endian. */
export const DESCRIPTOR = 0x08074b50;

/** The first size that 32 bits cannot hold. */
export const NO_ZIP64 = 2 ** 32;

/** The checksum and the sizes of a member, in bytes, as they were found while it was unpacked. */
export type Measured = { readonly crc: number; readonly packed: number; readonly size: number };

/**
 * Returns the length of the descriptor that matches what was found, with or without signature, of 32 or 64 bits; 0 for
 * none.
 */
export function descriptorLength(next: Buffer, found: Measured): number {
  const fits: number[] = [];
  for (const from of [4, 0]) {
    if (from === 4 && (next.length < 4 || next.readUInt32LE(0) !== DESCRIPTOR)) continue;
    if (next.length < from + 12 || next.readUInt32LE(from) !== found.crc) continue;
    const isNarrow =
      next.readUInt32LE(from + 4) === found.packed % NO_ZIP64 &&
      next.readUInt32LE(from + 8) === found.size % NO_ZIP64;
    if (isNarrow) fits.push(from + 12);
    const isWide =
      next.length >= from + 20 &&
      Number(next.readBigUInt64LE(from + 4)) === found.packed &&
      Number(next.readBigUInt64LE(from + 12)) === found.size;
    if (isWide) fits.push(from + 20);
  }
  return fits.find((length) => startsRecord(next, length)) ?? fits[0] ?? 0;
}

/** Skips the descriptor, if any, after data that was not unpacked. */
export function* passDescriptor(source: Source, packed: number): Step<void> {
  const next = yield* source.peek(28);
  if (startsRecord(next, 0) && next.readUInt32LE(0) !== DESCRIPTOR) return;
  const from = next.length >= 4 && next.readUInt32LE(0) === DESCRIPTOR ? 4 : 0;
  if (next.length < from + 12 || next.readUInt32LE(from + 4) !== packed % NO_ZIP64) return;
  const isWide = !startsRecord(next, from + 12) && startsRecord(next, from + 20);
  yield* source.skip(isWide ? from + 20 : from + 12);
}

/** Whether a record of a zip begins at an offset. */
export function startsRecord(bytes: Buffer, at: number): boolean {
  return bytes.length >= at + 4 && bytes[at] === 0x50 && bytes[at + 1] === 0x4b;
}
