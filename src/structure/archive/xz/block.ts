/** One block of an xz stream: header, chunks of LZMA2, padding and check. */

import { crc32 } from '../../../hash/crc.ts';
import type { Source, Step } from '../../kit/chunked-reader.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';

const { broken, cut, mismatch } = verdictsOf('xz');

/** What the index says about a block: its size without padding, and the size of its content, in bytes. */
export type Block = { readonly unpadded: number; readonly size: number };

const LZMA2 = 0x21;

/** Reads the block that starts here, with a check of `checkSize` bytes, to its end. */
export function* readBlock(source: Source, checkSize: number): Step<Block | StructureVerdict> {
  const start = source.offset;
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the block at ${start}`);
  const first = yield* source.peek(1);
  const header = yield* source.take(((first[0] ?? 0) + 1) * 4);
  if (header.length < ((first[0] ?? 0) + 1) * 4) return short();
  const sum = crc32(header.subarray(0, -4));
  const wanted = header.readUInt32LE(header.length - 4);
  if (sum !== wanted) return mismatch(`block header at ${start}: CRC-32`, wanted, sum);
  if (lastFilter(header) !== LZMA2) return UNKNOWN;
  const from = source.offset;
  const size = yield* walkChunks(source);
  if (size === undefined) return short();
  if (typeof size !== 'number') return size;
  const packed = source.offset - from;
  const padding = yield* source.take((4 - (packed % 4)) % 4);
  if (padding.some((byte) => byte !== 0)) return broken(`padding of the block at ${start} is not zero`);
  if (!(yield* source.skip(checkSize))) return short();
  return { unpadded: header.length + packed + checkSize, size };
}

/** Returns the id of the last filter of a block header whose CRC-32 matched; undefined where it is not understood. */
function lastFilter(header: Buffer): number | undefined {
  const flags = header[1] ?? 0;
  if (flags & 0x3c) return undefined;
  let at = 2;
  const next = (): number => {
    let value = 0;
    for (let factor = 1; at < header.length; factor *= 128) {
      const byte = header[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  if (flags & 0x40) next();
  if (flags & 0x80) next();
  let id: number | undefined;
  for (let filter = 0; filter <= (flags & 3); filter++) {
    id = next();
    const properties = next();
    at += properties;
  }
  return id;
}

/**
 * Walks chunks of LZMA2 (the xz file format, 5.3.1) to their end; returns the number of bytes in them, or undefined
 * where the file ends first.
 */
export function* walkChunks(source: Source): Step<StructureVerdict | number | undefined> {
  let size = 0;
  for (;;) {
    const at = source.offset;
    const head = yield* source.peek(7);
    const control = head[0] ?? 0;
    if (head.length === 0) return undefined;
    if (control === 0) {
      yield* source.skip(1);
      return size;
    }
    const wrong = (): StructureVerdict => broken(`not a valid LZMA2 chunk at ${at}: ${head.toString('hex')}`);
    if (control > 2 && control < 0x80) return wrong();
    const isPacked = control >= 0x80;
    const hasProperties = control >= 0xc0;
    const length = isPacked ? (hasProperties ? 6 : 5) : 3;
    if (head.length < length) return undefined;
    if (hasProperties && (head[5] ?? 0) > 224) return wrong();
    // The range coder starts every chunk with a zero.
    if (isPacked && head.length > length && head[length] !== 0) return wrong();
    size += (isPacked ? (control & 0x1f) << 16 : 0) + head.readUInt16BE(1) + 1;
    const packed = isPacked ? head.readUInt16BE(3) + 1 : head.readUInt16BE(1) + 1;
    if (!(yield* source.skip(length + packed))) return undefined;
  }
}
