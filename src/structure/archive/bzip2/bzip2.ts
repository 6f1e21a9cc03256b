/**
 * bzip2: concatenated streams, each a header, blocks after 48-bit marks at any bit, and an end mark with a CRC that
 * combines those of the blocks. The blocks are not unpacked, but a lost or foreign block mark shows in the combined
 * CRC, and a missing end mark means that the file was cut. bzip2 ignores trailing bytes.
 */

import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { emptyInside } from '../../kit/empty-names.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { type BlockMark, findMark, MARK_SPAN } from './marks.ts';

const { broken, cut, mismatch } = verdictsOf('bzip2');

const HEADER = /^BZh[1-9]/;
const FIRST_MARKS = ['1AY&SY', '\x17rE8P\x90'];
const NAMES = { tbz: 'tar', tbz2: 'tar', bz2: '' };
/** A stream without a block: its header, the end mark and a CRC. */
const SHORTEST = 14;
const PIECE = 65_536;

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

function* check(source: Source, { path }: CheckedFile): Step<StructureVerdict> {
  let isEmpty = true;
  for (;;) {
    const at = source.offset;
    const header = yield* source.take(4);
    const level = Number(header.toString('latin1', 3, 4));
    const wrong = yield* checkStream(source, at, level);
    if (wrong !== undefined) return wrong;
    isEmpty &&= source.offset === at + SHORTEST;
    const next = yield* source.peek(10);
    if (next.length === 0)
      return (isEmpty ? emptyInside('bzip2', unpackedPath(path, NAMES)) : undefined) ?? SOUND;
    const text = next.toString('latin1');
    if (HEADER.test(text) && next.length < 10) return cut(`ends at ${source.offset + next.length}`);
    if (!startsStream(text)) return UNKNOWN;
  }
}

/** Reads from the end of a stream's header to the byte after its end mark. */
function* checkStream(source: Source, at: number, level: number): Step<StructureVerdict | undefined> {
  // No block is larger when packed: 100 kB per level, codes of at most 20 bits, and its tables.
  const most = level * 250_000 + 32_768;
  let combined = 0;
  let last = source.offset;
  for (;;) {
    const mark = yield* nextMark(source);
    if (mark === undefined) return cut(`ends at ${source.offset}, before the end of the stream at ${at}`);
    if (mark.at - last > most) return broken(`not a valid block from ${last} to ${mark.at}`);
    if (last === at + 4 && combined === 0 && mark.at !== last) return broken(`not a valid block at ${last}`);
    last = mark.at;
    if (mark.kind === 'end') {
      if (mark.crc === combined) return undefined;
      return mismatch(`end of the stream at ${mark.at}: combined CRC of its blocks`, mark.crc, combined);
    }
    combined = (((combined << 1) | (combined >>> 31)) ^ mark.crc) >>> 0;
  }
}

/** Returns the next mark and the byte in which it begins; the source is then after its CRC. */
function* nextMark(source: Source): Step<(BlockMark & { readonly at: number }) | undefined> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const kept = bytes.subarray(Math.max(bytes.length - MARK_SPAN + 1, 0));
    // At the end of the file, a mark that starts on a byte boundary may be the last ten bytes.
    const piece = yield* source.takeSome(PIECE);
    bytes = Buffer.concat([kept, piece.length === 0 ? Buffer.alloc(1) : piece]);
    const start = source.offset + (piece.length === 0 ? 1 : 0) - bytes.length;
    for (let found = findMark(bytes, 0); found !== undefined; found = findMark(bytes, found.at + 1)) {
      const { at, mark } = found;
      if (piece.length === 0 && mark.shift !== 0) continue;
      const length = mark.shift === 0 ? MARK_SPAN - 1 : MARK_SPAN;
      if (piece.length > 0) source.unread(bytes.length - at - length);
      return { kind: mark.kind, crc: mark.crc, at: start + at };
    }
    if (piece.length === 0) return undefined;
  }
}
