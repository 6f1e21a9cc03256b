import { crc32 } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u16be, u32be, u64be } from '../../structure/kit/read-int.ts';
import { broken, cut, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';
import type { StoreFile } from '../kit/layout.ts';

const MAGIC = 0x16d116d1;
const HEADER = 5;
/** Where the index begins, at the end of the file. */
const FOOTER = 8;
const ENTRY = { length: 28, offset: 16, size: 24 };
/** A longer index is not read. */
const LONGEST_INDEX = 2 ** 26;

type Block = { readonly offset: number; readonly size: number };

/**
 * A file of InfluxDB 1 and 2 (tsdb/engine/tsm1): blocks of values, each behind its CRC-32, then an index of them by series,
 * which is read first.
 */
export function tsmFile(path: BytePath, { size, read }: StoreFile): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const header = yield* reader.take(HEADER, 'the header');
    if (u32be(header, 0) !== MAGIC)
      return broken(`begins as ${header.toString('hex', 0, 4)}, and a file of InfluxDB as 16d116d1`);
    if (header[4] !== 1 || size === undefined) return UNKNOWN;
    const end = size - FOOTER;
    const footer = end < HEADER ? undefined : read(path, FOOTER, end);
    if (footer === undefined) return cut(`ends at ${size}, before its index`);
    const at = u64be(footer, 0);
    if (at < HEADER || at > end) return cut(`ends at ${size}, without saying where its index is`);
    if (end - at > LONGEST_INDEX) return UNKNOWN;
    const index = read(path, end - at, at);
    if (index === undefined) return UNKNOWN;
    return (yield* checkBlocks(reader, index, at)) ?? PROVEN;
  });
}

function* checkBlocks(reader: ExactReader, index: Buffer, end: number): Step<StructureVerdict | undefined> {
  for (const block of blocksOf(index)) {
    if (block === undefined) return broken(`its index from ${end} on has an entry that is cut`);
    const { offset, size } = block;
    if (offset + size > end || size < 4)
      return broken(`its index names a block from ${offset} to ${offset + size}, and blocks end at ${end}`);
    if (offset < reader.offset) return UNKNOWN;
    yield* reader.skipTo(offset, 'a block');
    const wanted = u32be(yield* reader.take(4, 'a block'), 0);
    let found = 0;
    yield* reader.skip(size - 4, 'a block', (bytes) => {
      found = crc32(bytes, found);
    });
    if (found !== wanted) return mismatch(`block at ${offset}: CRC-32`, wanted, found);
  }
  return undefined;
}

/** Yields the blocks that an index names, in its order; undefined where it is cut. */
function* blocksOf(index: Buffer): Generator<Block | undefined> {
  for (let at = 0; at < index.length; ) {
    const count = at + 2 + u16be(index, at) + 1;
    const first = count + 2;
    const end = first + u16be(index, count) * ENTRY.length;
    if (!(end <= index.length)) return yield undefined;
    for (at = first; at < end; at += ENTRY.length)
      yield { offset: u64be(index, at + ENTRY.offset), size: u32be(index, at + ENTRY.size) };
  }
}
