/** Where the blocks of a table lie: that is read from its end, for a block does not say how long it is. */
import type { StructureVerdict } from '../../model/content.ts';
import { u32le } from '../../structure/kit/read-int.ts';
import { readVarints } from '../../structure/kit/varint.ts';
import { mismatch } from '../../structure/kit/verdicts.ts';
import { type BlockSum, MASKED_CRC, ROCKSDB_SUMS } from './block-sums.ts';
import { unpackBlock } from './unpack-block.ts';

/** The type of packing and the checksum after each block. */
const TRAILER = 5;
const FOOTER = 53;
const LEVELDB = '57fb808b247547db';
const ROCKSDB = 'f7cff485b741e288';
/** From version 4 on the handles of an index are stored relative to one another; from 6 on the footer is another. */
const FIRST_RELATIVE = 4;
const LAST_VERSION = 5;
const MOST_INDEX = 2 ** 26;

/** A block, without the five bytes after it. */
export type BlockHandle = { readonly offset: number; readonly length: number };

/** The blocks of a table. */
export type Blocks = {
  readonly handles: readonly BlockHandle[];
  readonly sum: BlockSum;
  /** They follow one another from the first byte to the footer. */
  readonly isWhole: boolean;
};

type Footer = {
  readonly index: BlockHandle;
  readonly meta: BlockHandle;
  readonly sum: BlockSum;
  readonly isRelative: boolean;
  readonly hasLength: boolean;
};

/**
 * Reads the footer, the index and the list of other blocks of a table of `size` bytes. Undefined where the table is of
 * another kind or its index cannot be unpacked; a verdict where the checksum of one of these does not match.
 */
export function blocksOf(
  size: number,
  read: (from: number, length: number) => Buffer | undefined,
): Blocks | StructureVerdict | undefined {
  const footer = footerOf(size < 48 ? undefined : read(Math.max(0, size - FOOTER), FOOTER));
  if (footer === undefined) return undefined;
  const { sum, hasLength } = footer;
  const handles: BlockHandle[] = [];
  let wrong: StructureVerdict | undefined;
  const open = (block: BlockHandle, isRelative: boolean): readonly BlockHandle[] | undefined => {
    handles.push(block);
    const { offset, length } = block;
    const end = offset + length + TRAILER;
    const bytes = end > size || length > MOST_INDEX ? undefined : read(offset, length + TRAILER);
    if (bytes === undefined || bytes.length < length + TRAILER) return undefined;
    const found = sumOf(sum, bytes.subarray(0, length + 1));
    const wanted = u32le(bytes, length + 1);
    if (found !== undefined && found !== wanted)
      wrong ??= mismatch(`block at ${offset}: ${sum.name}`, wanted, found);
    const content =
      wrong === undefined ? unpackBlock(bytes.subarray(0, length), bytes[length] ?? 0, hasLength) : undefined;
    return content === undefined ? undefined : handlesIn(content, isRelative);
  };
  const first = open(footer.index, footer.isRelative);
  const others = open(footer.meta, false);
  if (wrong !== undefined) return wrong;
  if (first === undefined || others === undefined) return undefined;
  handles.push(...others);
  // The entries of an index of two levels are indexes.
  if (first[0]?.offset === 0 || first.length === 0) handles.push(...first);
  else
    for (const each of first) {
      const inner = open(each, footer.isRelative);
      if (wrong !== undefined) return wrong;
      if (inner === undefined) return undefined;
      handles.push(...inner);
    }
  const sorted = handles.toSorted((a, b) => a.offset - b.offset);
  if (sorted.some(({ offset, length }) => offset + length + TRAILER > size)) return undefined;
  const isWhole = sorted.every(({ offset }, i) => offset === (i === 0 ? 0 : endOf(sorted[i - 1])));
  return { handles: sorted, sum, isWhole };
}

function endOf(block: BlockHandle | undefined): number {
  return block === undefined ? 0 : block.offset + block.length + TRAILER;
}

function sumOf(sum: BlockSum, bytes: Buffer): number | undefined {
  const hash = sum.create();
  hash.update(bytes);
  return hash.end();
}

function footerOf(bytes: Buffer | undefined): Footer | undefined {
  if (bytes === undefined) return undefined;
  const magic = bytes.toString('hex', bytes.length - 8);
  const isLevelDb = magic === LEVELDB;
  const version = u32le(bytes, bytes.length - 12);
  if (!isLevelDb && (magic !== ROCKSDB || bytes.length < FOOTER || version > LAST_VERSION)) return undefined;
  const sum = isLevelDb ? MASKED_CRC : ROCKSDB_SUMS.get(bytes[0] ?? 0);
  const found = readVarints(bytes, isLevelDb ? bytes.length - 48 : 1, 4);
  if (sum === undefined || found === undefined) return undefined;
  const [metaAt = 0, metaLength = 0, indexAt = 0, indexLength = 0] = found.values;
  return {
    meta: { offset: metaAt, length: metaLength },
    index: { offset: indexAt, length: indexLength },
    sum,
    isRelative: !isLevelDb && version >= FIRST_RELATIVE,
    hasLength: !isLevelDb && version >= 2,
  };
}

/**
 * Reads the entries of a block, whose values are handles: three lengths, the rest of the key, the value. A relative
 * handle has no length of its value, and where its key shares bytes with the one before, it is the difference of lengths.
 */
function handlesIn(block: Buffer, isRelative: boolean): readonly BlockHandle[] | undefined {
  const restarts = u32le(block, block.length - 4);
  const end = block.length - 4 - restarts * 4;
  if (!(end >= 0)) return undefined;
  const handles: BlockHandle[] = [];
  for (let at = 0; at < end; ) {
    const entry = readVarints(block, at, isRelative ? 2 : 3);
    if (entry === undefined) return undefined;
    const [shared = 0, rest = 0, valueLength = 0] = entry.values;
    const valueAt = entry.end + rest;
    const isDelta = isRelative && shared > 0;
    const value = readVarints(block, valueAt, isDelta ? 1 : 2);
    if (value === undefined) return undefined;
    const [first = 0, second = 0] = value.values;
    const before = handles.at(-1);
    handles.push(
      isDelta
        ? {
            offset: endOf(before),
            length: (before?.length ?? 0) + (first % 2 === 0 ? first / 2 : -(first + 1) / 2),
          }
        : { offset: first, length: second },
    );
    at = isRelative ? value.end : valueAt + valueLength;
  }
  return handles;
}
