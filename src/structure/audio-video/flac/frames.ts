import { crc8Flac, crc16Flac } from '../../../hash/crc.ts';
import type { Source, Step } from '../../kit/chunked-reader.ts';
import { hexOf } from '../../kit/reader-helpers.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, PROVEN } from '../../kit/verdicts.ts';

/** Sync 2, sizes 2, number 7, block size 2, sample rate 2, CRC-8. */
const LONGEST_HEADER = 16;
const SHORTEST_FRAME = 9;
/** Eight channels of 65,535 samples of 32 bits and one more for the difference of two, uncompressed. */
const LONGEST_FRAME = 2_400_000;
/** What other programs append after the last frame. */
const TAGS = /^(?:TAG|APE|ID3|\0\0)/;

/** The fields of STREAMINFO; 0 means not known. */
export type StreamInfo = {
  /** Bytes of the longest frame. */
  readonly most: number;
  /** The total number of samples. */
  readonly samples: number;
  readonly blockSize: number;
  readonly isFixed: boolean;
};

type Frame = { readonly number: number; readonly samples: number };

/** Follows frames (RFC 9639, 9) from the first one to the last; the length of a frame is found by the next header. */
export function* checkFrames(source: Source, info: StreamInfo): Step<StructureVerdict> {
  let samples = 0;
  let last: Frame | undefined;
  let gap: StructureVerdict | undefined;
  for (;;) {
    const start = source.offset;
    const head = yield* source.peek(LONGEST_HEADER);
    const frame = parseHeader(head, info);
    if (head.length === 0 || frame === undefined) {
      if (info.samples > 0 && samples >= info.samples) return gap ?? PROVEN;
      if (head.length < LONGEST_HEADER)
        return samples > 0 && info.samples === 0 && head.length === 0
          ? (gap ?? PROVEN)
          : cut(`ends at ${start + head.length}, after ${samples} of ${info.samples || 'unknown'} samples`);
      if (info.samples === 0 && samples > 0 && TAGS.test(head.toString('latin1'))) return gap ?? PROVEN;
      return broken(`not a valid frame at ${start}: ${hexOf(head.subarray(0, 8))}`);
    }
    if (last !== undefined && !follows(last, frame)) gap ??= gapAt(start, last, frame, info.samples > 0);
    last = frame;
    samples += frame.samples;
    const isLast = info.samples > 0 && samples >= info.samples;
    const end = isLast ? yield* findLast(source) : yield* findNext(source, frame, info);
    if (end === 'whole') continue;
    if (end === 'cut')
      return cut(`ends at ${source.offset}; the CRC-16 of the frame at ${start} does not match there`);
    if (end === 'doubtful')
      return asWarning(cut(`ends at ${source.offset}, in or after the last frame, which begins at ${start}`));
    return broken(`frame at ${start}: CRC-16 does not match before any following frame`);
  }
}

type End = 'whole' | 'cut' | 'broken' | 'doubtful';

/** Skips one frame that is not the last: to where its CRC-16 matches and another header, or the end, follows. */
function* findNext(source: Source, frame: Frame, info: StreamInfo): Step<End> {
  const longest = info.most > 0 ? info.most : LONGEST_FRAME;
  let crc = 0;
  let isNextSeen = false;
  for (let length = SHORTEST_FRAME; length <= longest + LONGEST_HEADER; ) {
    if (length === SHORTEST_FRAME) crc = crc16Flac(yield* source.take(SHORTEST_FRAME));
    const window = yield* source.peek(LONGEST_HEADER);
    if (window.length === 0) return crc === 0 ? 'whole' : isNextSeen ? 'broken' : 'cut';
    const next = parseHeader(window, info);
    if (next !== undefined && crc === 0) return 'whole';
    isNextSeen ||= next !== undefined && isSuccessor(frame, next, info);
    const part = yield* source.takeSome(longest);
    const end = nextSync(part);
    crc = crc16Flac(part.subarray(0, end), crc);
    length += end;
    source.unread(part.length - end);
  }
  return 'broken';
}

/** Returns where a sync code may start after the first byte: both bytes of it, or its first as the last byte. */
function nextSync(part: Buffer): number {
  let at = part.indexOf(0xff, 1);
  while (at >= 0 && at + 1 < part.length && ((part[at + 1] ?? 0) & 0xfe) !== 0xf8)
    at = part.indexOf(0xff, at + 1);
  return at < 0 ? part.length : at;
}

/** Skips the last frame: its CRC-16 matches at the end of the file, or where a tag follows. */
function* findLast(source: Source): Step<End> {
  let crc = 0;
  let mayBeWhole = false;
  for (;;) {
    const part = yield* source.takeSome(LONGEST_FRAME);
    if (part.length === 0) return crc === 0 ? 'whole' : mayBeWhole ? 'doubtful' : 'cut';
    let end = 0;
    do {
      crc = crc16Flac(part.subarray(end, end + 1), crc);
      end += 1;
    } while (crc !== 0 && end < part.length);
    source.unread(part.length - end);
    if (crc !== 0) continue;
    // One position in 65,536 looks like the end by chance.
    if (TAGS.test((yield* source.peek(3)).toString('latin1'))) return 'whole';
    mayBeWhole = true;
  }
}

/** Frames count themselves or, where they differ in length, their samples. */
function follows(last: Frame, { number }: Frame): boolean {
  return number === last.number + 1 || number === last.number + last.samples;
}

/** Recordings of broadcasts, which do not know how long they will be, may lack frames. */
function gapAt(start: number, last: Frame, found: Frame, isComplete: boolean): StructureVerdict {
  const verdict = broken(
    `frame at ${start}: its number is ${found.number}, that of the one before is ${last.number}`,
  );
  return isComplete ? verdict : asWarning(verdict);
}

function isSuccessor(frame: Frame, next: Frame, { isFixed }: StreamInfo): boolean {
  return next.number === frame.number + (isFixed ? 1 : frame.samples);
}

/** Parses a frame header; undefined where there is none or its CRC-8 does not match. */
function parseHeader(bytes: Buffer, { blockSize }: StreamInfo): Frame | undefined {
  const [sync, second = 0, sizes = 0, channels = 0, lead = 0] = bytes;
  if (sync !== 0xff || (second & 0xfe) !== 0xf8 || (channels & 1) !== 0 || channels >> 4 > 10)
    return undefined;
  const sizeCode = sizes >> 4;
  const rateCode = sizes & 15;
  if (sizeCode === 0 || rateCode === 15) return undefined;
  const ones = Math.clz32(~(lead << 24));
  if (ones === 1 || ones > 7) return undefined;
  const more = Math.max(0, ones - 1);
  let number = ones === 0 ? lead : lead & (0x7f >> ones);
  for (let i = 0; i < more; i++) {
    const byte = bytes[5 + i] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    number = number * 64 + (byte & 0x3f);
  }
  let at = 5 + more;
  let samples = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 * 2 ** (sizeCode - 2) : 256 * 2 ** (sizeCode - 8);
  if (sizeCode === 6) samples = (bytes[at] ?? 0) + 1;
  if (sizeCode === 7) samples = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) + 1;
  at += sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  at += rateCode === 12 ? 1 : rateCode >= 13 ? 2 : 0;
  if (at >= bytes.length || crc8Flac(bytes.subarray(0, at)) !== bytes[at]) return undefined;
  return blockSize > 0 && samples > blockSize ? undefined : { number, samples };
}
