/**
 * The chain of chunks that RIFF, IFF and related formats consist of: identifier, length, content, padding to even
 * length.
 */
import type { Source, Step } from './chunked-reader.ts';
import { hexOf, isFourCc } from './reader-helpers.ts';
import type { StructureVerdict } from './structure.ts';
import { broken, cut, SOUND, UNKNOWN } from './verdicts.ts';

const STREAMED = 0xffffffff;
/** Writers that count their own header in the total length are off by this many bytes. */
const SLACK = 8;
/** Some writers pad the file with zeros up to a round length, and count them. */
const MAX_PADDING = 16;

/** What differs between the families. */
export type Family = {
  readonly isBigEndian: boolean;
  /** Returns the long length of a chunk whose 32-bit length is ffffffff, in bytes. */
  longLength?(type: string): number | undefined;
  /** Receives the whole chunk that contains the long lengths. */
  readonly lengths?: { readonly type: string; see(content: Buffer): void };
};

/**
 * Checks the chunks from the current offset to the offset `end`, which must contain them all. A length of 0 or ffffffff
 * in the last chunk means that the writer could not seek back to fill it in. Bytes after the end are allowed.
 */
export function* checkChunks(source: Source, end: number, family: Family): Step<StructureVerdict> {
  while (source.offset + 8 <= end) {
    const start = source.offset;
    const head = yield* source.take(8);
    if (head.length === 0 && start > 12 && end - start <= SLACK) return SOUND;
    // Some writers omit the padding of the last chunk, or pad every chunk with zeros to four bytes or more.
    if (head.length < 8) return endsBefore(source.offset, end);
    if (start > 12 && end - start <= MAX_PADDING && head.every((byte) => byte === 0)) return SOUND;
    const type = head.toString('latin1', 0, 4);
    if (!isFourCc(type)) return broken(`not a valid chunk at ${start}: ${hexOf(head)}`);
    const short = family.isBigEndian ? head.readUInt32BE(4) : head.readUInt32LE(4);
    const length = short === STREAMED ? family.longLength?.(type) : short;
    if (length === undefined) return UNKNOWN;
    if (family.lengths?.type === type && length <= 65_536) {
      const content = yield* source.take(length);
      family.lengths.see(content);
    } else if (!(yield* source.skip(length)))
      return cut(
        `ends at ${source.offset}, inside the chunk ${JSON.stringify(type)} at ${start}, which extends to ${start + 8 + length}`,
      );
    if (length % 2 === 1 && (yield* isPadded(source, end, family))) yield* source.skip(1);
  }
  return SOUND;
}

/**
 * Returns whether a byte of padding comes next: a zero, or any byte where no chunk could follow without it. Some
 * writers omit it.
 */
function* isPadded(source: Source, end: number, { isBigEndian }: Family): Step<boolean> {
  const next = yield* source.peek(9);
  if (next.length < 9 || next[0] === 0) return true;
  const fits = (at: number): boolean => {
    const length = isBigEndian ? next.readUInt32BE(at + 4) : next.readUInt32LE(at + 4);
    return isFourCc(next.toString('latin1', at, at + 4)) && source.offset + at + 8 + length <= end;
  };
  return fits(1) || !fits(0);
}

function endsBefore(size: number, end: number): StructureVerdict {
  if (end - size <= SLACK) return SOUND;
  return cut(`ends at ${size}; its header says ${end} bytes`);
}
