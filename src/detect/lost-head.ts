/** What is there instead of the head of a text: zeros, a pattern or a counter, as a wiper or a lost extent leaves it. */
import type { ByteRange, Content } from '../model/content.ts';
import type { RangeContent } from '../model/evidence.ts';
import { isPlainText } from '../structure/kit/control-bytes.ts';
import { isTextIn } from './text-content.ts';

const BLOCK = 4096;
const SECTOR = 512;
const LINE_END = 10;
/** The least text, in bytes, that shows what a file was. */
const LEAST_TEXT = 64;
/** Bytes in one step of a counter. */
const WIDTHS = [1, 2, 4, 8] as const;
const WORDS_ASKED = 4;

/** A head that was overwritten, and with what. */
export type LostHead = ByteRange & { readonly of: RangeContent; readonly first?: string };

/**
 * Returns the zeros, the pattern or the counter from the first byte to a border of sectors, with nothing but text after
 * it. A pattern that is text itself counts up to a border of blocks alone, and lines that repeat do not: banners and tables
 * are such. A counter that fills the first 64 KiB, or a whole file of a block or more, is reported whatever follows.
 */
export function lostTextHead(content: Content): LostHead | undefined {
  const { format, holes, fills, head, size } = content;
  if (format !== undefined && format.name !== 'text') return undefined;
  const zeros = holes.find(({ start }) => start === 0);
  if (zeros !== undefined)
    return isTextAfter(content, zeros.end) ? { start: 0, end: zeros.end, of: 'zeros' } : undefined;
  const fill = fills.find(({ start }) => start === 0);
  if (fill !== undefined) {
    const { end, first } = fill;
    const isMeant =
      isPrintable(head.subarray(0, SECTOR)) &&
      (end % BLOCK > 0 || head.subarray(0, SECTOR).includes(LINE_END));
    return !isMeant && isTextAfter(content, end) ? { start: 0, end, of: 'pattern', first } : undefined;
  }
  const end = counterEnd(head);
  if (end === 0) return undefined;
  const isAll = end >= BLOCK && end >= head.length - (head.length % SECTOR);
  if (!isAll && (end >= size || !isTextAfter(content, end))) return undefined;
  return { start: 0, end, of: 'counter', first: Buffer.from(head.subarray(0, 16)).toString('hex') };
}

/** Returns whether there is text from an offset on, and nothing else but fills. */
function isTextAfter({ head, tail, blocks, size }: Content, end: number): boolean {
  const isInHead = end < head.length;
  const after = isInHead ? head.subarray(end, end + BLOCK) : tail.subarray(-Math.min(BLOCK, size - end));
  if (after.length < LEAST_TEXT || !isTextIn(after) || !isPlainText(after)) return false;
  // Blocks of a counter are of no class, nor is the one with the border; a counter may be longer than the head.
  return blocks.B + blocks.H + blocks.R <= Math.ceil(end / BLOCK) || (end === head.length && blocks.T > 0);
}

/** Returns whether bytes are printable ASCII or white space. */
function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13));
}

/** Returns where the words that count up or down from the first byte end, on the grid of sectors; 0 where none do. */
function counterEnd(head: Uint8Array): number {
  if (head.length < SECTOR) return 0;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (const width of WIDTHS) {
    if (!mayCount(bytes, 0, width) && !mayCount(bytes, width - 1, width)) continue;
    for (const read of readers(bytes, width)) {
      const end = countedUpTo(bytes.length, width, read);
      if (end >= SECTOR) return end - (end % SECTOR);
    }
  }
  return 0;
}

/** Returns whether the bytes at one place of the first words go up or down evenly, as the lowest of a counter do. */
function mayCount(bytes: Uint8Array, place: number, width: number): boolean {
  const byteOf = (word: number): number => bytes[place + word * width] ?? 0;
  const step = byteOf(1) - byteOf(0);
  for (let word = 2; word < WORDS_ASKED; word++)
    if (((byteOf(word) - byteOf(word - 1) - step) & 0xff) !== 0) return false;
  return true;
}

type ReadWord = (at: number) => bigint | number;

function readers(bytes: Buffer, width: (typeof WIDTHS)[number]): readonly ReadWord[] {
  if (width === 8) return [(at) => bytes.readBigUInt64LE(at), (at) => bytes.readBigUInt64BE(at)];
  if (width === 1) return [(at) => bytes.readUInt8(at)];
  return [(at) => bytes.readUIntLE(at, width), (at) => bytes.readUIntBE(at, width)];
}

function countedUpTo(length: number, width: number, read: ReadWord): number {
  if (length < 2 * width) return 0;
  const turn = (word: bigint | number): bigint => BigInt.asUintN(8 * width, BigInt(word));
  const step = turn(BigInt(read(width)) - BigInt(read(0)));
  if (step === 0n) return 0;
  let at = width;
  while (at + 2 * width <= length && turn(BigInt(read(at + width)) - BigInt(read(at))) === step) at += width;
  return at + width;
}
