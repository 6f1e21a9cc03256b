/** The header of a block of xz (The .xz File Format 1.2, 3.1), whose CRC-32 matched. */

import { readVarint } from '../../kit/varint.ts';

/** A filter before LZMA2: its number, and its properties. */
export type FilterHeader = { readonly id: number; readonly properties: Buffer };

/** How a block is packed: the size of the dictionary, and the filters before LZMA2, the outermost first. */
export type BlockCoding = { readonly dictionary: number; readonly before: readonly FilterHeader[] };

const LZMA2 = 0x21;
const FLAG = { filters: 3, reserved: 0x3c, packed: 0x40, size: 0x80 };
const MOST_BYTES = 9;
const LARGEST = 40;

/** Reads how a block is packed; undefined where it is not understood. */
export function readBlockHeader(header: Buffer): BlockCoding | undefined {
  const flags = header[1] ?? 0;
  if (flags & FLAG.reserved) return undefined;
  let at = 2;
  const next = (): number => {
    const read = readVarint(header, at, MOST_BYTES);
    at = read?.end ?? header.length;
    return read?.value ?? 0;
  };
  if (flags & FLAG.packed) next();
  if (flags & FLAG.size) next();
  const filters: FilterHeader[] = [];
  for (let filter = 0; filter <= (flags & FLAG.filters); filter++) {
    const id = next();
    const length = next();
    filters.push({ id, properties: header.subarray(at, at + length) });
    at += length;
  }
  const last = filters.pop();
  const bits = last?.properties[0] ?? LARGEST + 1;
  if (last?.id !== LZMA2 || bits > LARGEST) return undefined;
  return {
    before: filters,
    dictionary: bits === LARGEST ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11),
  };
}
