/**
 * xz (The .xz File Format 1.2): streams with padding between them. Headers, index and footer have a CRC-32; blocks are
 * walked by their LZMA2 chunks, which carry their sizes, and the index must list exactly these. Blocks are unpacked, held
 * against their check and their content is checked; those that need more than 64 MiB of their dictionary, or a filter that is
 * not known here, are only walked.
 */

import { crc32 } from '../../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { type NestedCheck, slowNestedCheck } from '../../kit/nested.ts';
import { strayBytes } from '../../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { PROVEN, SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { type Checking, readBlock } from './block.ts';
import { CHECK_SIZES, isKnownCheck } from './checks.ts';

const { broken, cut, mismatch } = verdictsOf('xz');

const NAMES = { txz: 'tar', xz: '' };
const MAGIC = Buffer.from('fd377a585a00', 'hex');
/** xz. */
export const xz: Structure = {
  name: 'xz',
  starts: '\xfd',
  traits: ['dense'],
  extensions: ['xz', 'txz'],
  recognises: (head) => MAGIC.equals(head.subarray(0, 6)),
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = slowNestedCheck(file, unpackedPath(file.path, NAMES));
  const streams = yield* checkStreams(source, inside);
  if ('is' in streams) return streams;
  return inside.judge(streams.isProven && inside.isWanted() ? PROVEN : SOUND);
}

/** Whether every block had a check that matched, and how many there are. */
type Streams = { readonly blocks: number; readonly isProven: boolean };

function* checkStreams(source: Source, inside: NestedCheck): Step<StructureVerdict | Streams> {
  let blocks = 0;
  let isProven = true;
  for (;;) {
    const stream = yield* checkStream(source, inside);
    if ('is' in stream) return stream;
    blocks += stream.blocks;
    isProven &&= stream.isProven;
    const start = source.offset;
    for (;;) {
      const padding = yield* source.peek(4);
      if (padding.length === 0) return { blocks, isProven };
      if (padding.length === 4 && padding.readUInt32LE() === 0) yield* source.skip(4);
      else break;
    }
    const next = yield* source.peek(6);
    if (!next.equals(MAGIC.subarray(0, next.length))) return strayBytes('xz', start);
    if (next.length < 6) return cut(`ends at ${source.offset + next.length}, inside a header`);
    if ((source.offset - start) % 4 !== 0) return strayBytes('xz', start);
  }
}

/** Walks a stream. */
function* checkStream(source: Source, inside: NestedCheck): Step<StructureVerdict | Streams> {
  const at = source.offset;
  const header = yield* source.take(12);
  if (header.length < 12) return cut(`ends at ${source.offset}, inside the header`);
  const flags = header.subarray(6, 8);
  const wrong = wrongSum(header.readUInt32LE(8), crc32(flags), `header at ${at}`);
  if (wrong !== undefined) return wrong;
  const [reserved = 0, checkType = 0] = flags;
  if (reserved !== 0 || checkType > 15) return UNKNOWN;
  const checking: Checking = { checkType, checkSize: CHECK_SIZES[checkType] ?? 0 };
  const records = { count: 0, sum: 0 };
  for (;;) {
    const first = yield* source.peek(1);
    if (first.length === 0) return cut(`ends at ${source.offset}, without its index`);
    if (first[0] === 0) break;
    const block = yield* readBlock(source, checking, inside);
    if ('is' in block) return block;
    records.count += 1;
    records.sum = fold(records.sum, block.unpadded, block.size);
  }
  const index = yield* readIndex(source, records);
  if (typeof index !== 'number') return index;
  const footer = yield* source.take(12);
  if (footer.length < 12) return cut(`ends at ${source.offset}, inside the footer`);
  const of = `footer at ${source.offset - 12}`;
  if (footer.toString('latin1', 10) !== 'YZ') return broken(`the ${of} does not end in YZ`);
  const wrongFooter = wrongSum(footer.readUInt32LE(0), crc32(footer.subarray(4, 10)), of);
  if (wrongFooter !== undefined) return wrongFooter;
  const isSame = footer.subarray(8, 10).equals(flags) && (footer.readUInt32LE(4) + 1) * 4 === index;
  if (!isSame) return broken(`the ${of} does not match the header and the index`);
  return { blocks: records.count, isProven: isKnownCheck(checkType) };
}

/** Reads the index and compares it with the blocks; returns its size in bytes. */
function* readIndex(source: Source, found: { count: number; sum: number }): Step<StructureVerdict | number> {
  const start = source.offset;
  let crc = 0;
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the index`);
  const wrong = (what: string): StructureVerdict => broken(`index at ${start}: ${what}`);
  function* next(): Step<number | undefined> {
    let value = 0;
    for (let factor = 1; factor < 2 ** 63; factor *= 128) {
      const byte = yield* source.take(1);
      if (byte.length === 0) return undefined;
      crc = crc32(byte, crc);
      value += ((byte[0] ?? 0) & 0x7f) * factor;
      if ((byte[0] ?? 0) < 0x80) return value;
    }
    return -1;
  }
  yield* next();
  const count = yield* next();
  if (count === undefined) return short();
  if (count !== found.count) return wrong(`block count wanted ${count}, found ${found.count}`);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const unpadded = yield* next();
    const size = yield* next();
    if (unpadded === undefined || size === undefined) return short();
    sum = fold(sum, unpadded, size);
  }
  while ((source.offset - start) % 4 !== 0) {
    const padding = yield* next();
    if (padding === undefined) return short();
    if (padding !== 0) return wrong('padding is not zero');
  }
  const wanted = yield* source.take(4);
  if (wanted.length < 4) return short();
  const wrongIndex = wrongSum(wanted.readUInt32LE(), crc, `index at ${start}`);
  if (wrongIndex !== undefined) return wrongIndex;
  return sum === found.sum ? source.offset - start : wrong('the sizes of the blocks do not match the blocks');
}

/** Folds the sizes of a block into a sum over all of them, in order. */
function fold(sum: number, unpadded: number, size: number): number {
  const record = Buffer.alloc(16);
  record.writeDoubleLE(unpadded, 0);
  record.writeDoubleLE(size, 8);
  return crc32(record, sum);
}

function wrongSum(wanted: number, found: number, where: string): StructureVerdict | undefined {
  if (wanted === found) return undefined;
  return mismatch(`${where}: CRC-32`, wanted, found);
}
