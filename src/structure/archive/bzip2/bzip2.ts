/**
 * bzip2: concatenated streams, each a header, blocks after 48-bit marks at any bit, and an end mark with a CRC that
 * combines those of the blocks. Blocks are found by their marks and unpacked, held against their CRC and their content is
 * checked. A missing end mark means that the file was cut. bzip2 ignores trailing bytes.
 */

import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { type NestedCheck, slowNestedCheck } from '../../kit/nested.ts';
import { withoutSlack } from '../../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { PROVEN, SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { type BlockUnpacker, createBlockUnpacker } from './block.ts';
import { type BlockBytes, createBlockBytes } from './block-bytes.ts';
import { type FoundMark, findMark, MARK_SPAN } from './marks.ts';

const { broken, cut, mismatch } = verdictsOf('bzip2');

const HEADER = /^BZh[1-9]/;
const FIRST_MARKS = ['1AY&SY', '\x17rE8P\x90'];
const NAMES = { tbz: 'tar', tbz2: 'tar', bz2: '' };
const PIECE = 65_536;
/** From the byte in which a mark begins to the one in which its CRC ends. */
const CRC_END = MARK_SPAN - 1;

/** bzip2. */
export const bzip2: Structure = {
  name: 'bzip2',
  starts: 'B',
  traits: ['dense'],
  extensions: ['bz2', 'tbz', 'tbz2'],
  recognises: (head) => startsStream(Buffer.from(head.subarray(0, 10)).toString('latin1')),
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

/** Returns whether a header and a mark start here; `text` has one character per byte. */
function startsStream(text: string): boolean {
  return HEADER.test(text) && FIRST_MARKS.includes(text.slice(4, 10));
}

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = slowNestedCheck(file, unpackedPath(file.path, NAMES));
  const unpacker = createBlockUnpacker();
  const verdict = yield* streams(source, blockCheck(unpacker, inside));
  unpacker.close();
  return inside.judge(verdict.is === 'proven' && !inside.isWanted() ? SOUND : verdict);
}

function* streams(source: Source, blocks: BlockCheck): Step<StructureVerdict> {
  for (;;) {
    const at = source.offset;
    const header = yield* source.take(4);
    const level = Number(header.toString('latin1', 3, 4));
    const wrong = yield* checkStream(source, at, level, blocks);
    if (wrong !== undefined) return wrong;
    const next = yield* source.peek(10);
    if (next.length === 0) return PROVEN;
    const text = next.toString('latin1');
    if (HEADER.test(text) && next.length < 10) return cut(`ends at ${source.offset + next.length}`);
    // bzip2 ignores what follows, unless it has the head of a stream.
    if (!HEADER.test(text)) return yield* withoutSlack(source, 'bzip2', UNKNOWN);
    if (!startsStream(text)) return broken(`not a valid block at ${source.offset + 4}`);
  }
}

/** Checks the blocks of a file. */
type BlockCheck = {
  /** The bytes since the last mark. */
  readonly bytes: BlockBytes;
  /** Unpacks the block between two marks; returns what is wrong with it, if anything. */
  unpack(from: Mark, to: Mark, level: number): StructureVerdict | undefined;
};

function blockCheck(unpacker: BlockUnpacker, inside: NestedCheck): BlockCheck {
  const bytes = createBlockBytes();
  return {
    bytes,
    unpack(from, to, level) {
      if (!inside.isWanted()) return undefined;
      const begin = (from.at + CRC_END) * 8;
      const block = { bytes: bytes.all(), from: from.shift, to: to.at * 8 + to.shift - begin };
      const unpacked = unpacker.unpack(block, level, (output) => inside.see(output));
      if (typeof unpacked === 'string') return broken(`block at ${from.at}: ${unpacked}`);
      if (unpacked.crc === from.crc)
        return unpacked.isRandomised
          ? broken(`block at ${from.at}: it says that it is randomised`)
          : undefined;
      if (!unpacked.isRandomised) return mismatch(`block at ${from.at}: CRC-32`, from.crc, unpacked.crc);
      inside.giveUp();
      return undefined;
    },
  };
}

/** Reads from the end of a stream's header to the byte after its end mark. */
function* checkStream(
  source: Source,
  at: number,
  level: number,
  blocks: BlockCheck,
): Step<StructureVerdict | undefined> {
  // No block is larger when packed: 100 kB per level, codes of at most 20 bits, and its tables.
  const most = level * 250_000 + 32_768;
  let combined = 0;
  let last: Mark | undefined;
  for (;;) {
    blocks.bytes.begin(most);
    const mark = yield* nextMark(source, blocks.bytes);
    if (mark === undefined) return cut(`ends at ${source.offset}, before the end of the stream at ${at}`);
    const from = last?.at ?? at + 4;
    if (mark.at - from > most) return broken(`not a valid block from ${from} to ${mark.at}`);
    if (last === undefined && mark.at !== from) return broken(`not a valid block at ${from}`);
    const wrong = last === undefined ? undefined : blocks.unpack(last, mark, level);
    if (wrong !== undefined) return wrong;
    last = mark;
    if (mark.kind === 'end') {
      if (mark.crc === combined) return undefined;
      return mismatch(`end of the stream at ${mark.at}: combined CRC of its blocks`, mark.crc, combined);
    }
    combined = (((combined << 1) | (combined >>> 31)) ^ mark.crc) >>> 0;
  }
}

/** A mark, and the byte of the file in which it begins. */
type Mark = FoundMark & { readonly at: number };

/**
 * Returns the next mark; the source is then after its CRC or, where a block follows, at the byte in which that begins. What
 * was read, and some more, is in `read`.
 */
function* nextMark(source: Source, read: BlockBytes): Step<Mark | undefined> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const kept = bytes.subarray(Math.max(bytes.length - MARK_SPAN + 1, 0));
    // At the end of the file, a mark that starts on a byte boundary may be the last ten bytes.
    const piece = yield* source.takeSome(PIECE);
    read.add(piece);
    bytes = Buffer.concat([kept, piece.length === 0 ? Buffer.alloc(1) : piece]);
    const start = source.offset + (piece.length === 0 ? 1 : 0) - bytes.length;
    for (let found = findMark(bytes, 0); found !== undefined; found = findMark(bytes, found.at + 1)) {
      const { at, mark } = found;
      if (piece.length === 0 && mark.shift !== 0) continue;
      const length = mark.shift === 0 || mark.kind === 'block' ? CRC_END : MARK_SPAN;
      if (piece.length > 0) source.unread(bytes.length - at - length);
      return { ...mark, at: start + at };
    }
    if (piece.length === 0) return undefined;
  }
}
