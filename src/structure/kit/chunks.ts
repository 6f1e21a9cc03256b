/** The chain of chunks that RIFF, IFF and their kin are made of: an identifier, a length, content, an even end. */
import type { Source, Step } from './chunked-reader.ts';
import { hexOf, isFourCc } from './reader-helpers.ts';
import type { StructureVerdict } from './structure.ts';
import { broken, cut, SOUND, UNKNOWN } from './verdicts.ts';

const STREAMED = 0xffffffff;
/** Writers that count their own header in the length of the whole are off by so many bytes. */
const SLACK = 8;
/** Writers that fill the whole up to a round length with zeros, and count them. */
const MOST_PADDING = 16;

/** What differs between the families. */
export type Family = {
  readonly isBigEndian: boolean;
  /** The longer length of a chunk whose 32 bits say ffffffff, in bytes. */
  longLength?(type: string): number | undefined;
  /** Sees a chunk that longLength reads from, whole. */
  readonly lengths?: { readonly type: string; see(content: Buffer): void };
};

/**
 * Follows chunks from where the source stands to the offset `end`, each inside it. A length of 0 or ffffffff in the
 * last chunk means that the writer could not go back to fill it in. What lies behind the end is allowed.
 */
export function* checkChunks(source: Source, end: number, family: Family): Step<StructureVerdict> {
  while (source.offset + 8 <= end) {
    const start = source.offset;
    const head = yield* source.take(8);
    if (head.length === 0 && start > 12 && end - start <= SLACK) return SOUND;
    // Some writers leave out the padding of the last chunk, or pad all to four bytes or more with zeros.
    if (head.length < 8) return endsBefore(source.offset, end);
    if (start > 12 && end - start <= MOST_PADDING && head.every((byte) => byte === 0)) return SOUND;
    const type = head.toString('latin1', 0, 4);
    if (!isFourCc(type)) return broken(`no chunk at ${start}: ${hexOf(head)}`);
    const short = family.isBigEndian ? head.readUInt32BE(4) : head.readUInt32LE(4);
    const length = short === STREAMED ? family.longLength?.(type) : short;
    if (length === undefined) return UNKNOWN;
    if (family.lengths?.type === type && length <= 65_536) {
      const content = yield* source.take(length);
      family.lengths.see(content);
    } else if (!(yield* source.skip(length)))
      return cut(
        `ends at ${source.offset}, and the chunk ${JSON.stringify(type)} at ${start} goes to ${start + 8 + length}`,
      );
    if (length % 2 === 1 && (yield* isPadded(source, end, family))) yield* source.skip(1);
  }
  return SOUND;
}

/** Whether a byte of padding comes next: a zero, or any where a chunk without it would not fit. Some writers leave it out. */
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
  return cut(`ends at ${size}, and its header promises ${end} bytes`);
}
