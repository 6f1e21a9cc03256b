import { crc8Flac, crc16Flac } from '../../../hash/crc.ts';
import { asWarning } from '../../kit/as-warning.ts';
import type { Source, Step } from '../../kit/chunked-reader.ts';
import { hexOf } from '../../kit/reader-helpers.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, PROVEN } from '../../kit/verdicts.ts';

/** Sync 2, sizes 2, number 7, block size 2, sample rate 2, CRC-8. */
const LONGEST_HEADER = 16;
const SHORTEST_FRAME = 9;
/** Eight channels of 65,535 samples of 32 bits and one more for the difference of two, uncompressed. */
const LONGEST_FRAME = 2_400_000;
/** What other programs put behind the last frame. */
const TAGS = /^(?:TAG|APE|ID3|\0\0)/;

/** What STREAMINFO says; 0 is not known. */
export type StreamInfo = {
  /** Bytes of the longest frame. */
  readonly most: number;
  /** Samples in all. */
  readonly samples: number;
  readonly blockSize: number;
  readonly isFixed: boolean;
};

type Frame = { readonly number: number; readonly samples: number };

/** Follows frames (RFC 9639, 9) from the first one to the last; a frame's length is found by the next header. */
export function* checkFrames(source: Source, promised: StreamInfo): Step<StructureVerdict> {
  let samples = 0;
  for (;;) {
    const start = source.offset;
    const head = yield* source.peek(LONGEST_HEADER);
    const frame = parseHeader(head, promised);
    if (head.length === 0 || frame === undefined) {
      if (promised.samples > 0 && samples >= promised.samples) return PROVEN;
      if (head.length < LONGEST_HEADER)
        return samples > 0 && promised.samples === 0 && head.length === 0
          ? PROVEN
          : cut(
              `ends at ${start + head.length}, after ${samples} of ${promised.samples || 'unknown'} samples`,
            );
      if (promised.samples === 0 && samples > 0 && TAGS.test(head.toString('latin1'))) return PROVEN;
      return broken(`no frame at ${start}: ${hexOf(head.subarray(0, 8))}`);
    }
    samples += frame.samples;
    const isLast = promised.samples > 0 && samples >= promised.samples;
    const end = isLast ? yield* findLast(source) : yield* findNext(source, frame, promised);
    if (end === 'whole') continue;
    if (end === 'cut')
      return cut(`ends at ${source.offset}, where the CRC-16 of the frame at ${start} does not hold`);
    if (end === 'doubtful')
      return asWarning(
        cut(`ends at ${source.offset}, in or behind the last frame, which begins at ${start}`),
      );
    return broken(`frame at ${start}: its CRC-16 does not hold up to any next frame`);
  }
}

type End = 'whole' | 'cut' | 'broken' | 'doubtful';

/** Passes over one frame that is not the last: to where its CRC-16 holds and another header, or the end, follows. */
function* findNext(source: Source, frame: Frame, promised: StreamInfo): Step<End> {
  const longest = promised.most > 0 ? promised.most : LONGEST_FRAME;
  let crc = 0;
  let isNextSeen = false;
  for (let length = SHORTEST_FRAME; length <= longest + LONGEST_HEADER; ) {
    if (length === SHORTEST_FRAME) crc = crc16Flac(yield* source.take(SHORTEST_FRAME));
    const window = yield* source.peek(LONGEST_HEADER);
    if (window.length === 0) return crc === 0 ? 'whole' : isNextSeen ? 'broken' : 'cut';
    const next = parseHeader(window, promised);
    if (next !== undefined && crc === 0) return 'whole';
    isNextSeen ||= next !== undefined && isSuccessor(frame, next, promised);
    const part = yield* source.some(longest);
    const end = nextSync(part);
    crc = crc16Flac(part.subarray(0, end), crc);
    length += end;
    source.back(part.length - end);
  }
  return 'broken';
}

/** Where a sync code may start behind the first byte: two bytes of it, or its first as the last byte. */
function nextSync(part: Buffer): number {
  let at = part.indexOf(0xff, 1);
  while (at >= 0 && at + 1 < part.length && ((part[at + 1] ?? 0) & 0xfe) !== 0xf8)
    at = part.indexOf(0xff, at + 1);
  return at < 0 ? part.length : at;
}

/** Passes over the last frame: its CRC-16 holds at the end of the file, or where a tag follows. */
function* findLast(source: Source): Step<End> {
  let crc = 0;
  let mayBeWhole = false;
  for (;;) {
    const part = yield* source.some(LONGEST_FRAME);
    if (part.length === 0) return crc === 0 ? 'whole' : mayBeWhole ? 'doubtful' : 'cut';
    let end = 0;
    do {
      crc = crc16Flac(part.subarray(end, end + 1), crc);
      end += 1;
    } while (crc !== 0 && end < part.length);
    source.back(part.length - end);
    if (crc !== 0) continue;
    // One position in 65,536 looks like the end by chance.
    if (TAGS.test((yield* source.peek(3)).toString('latin1'))) return 'whole';
    mayBeWhole = true;
  }
}

function isSuccessor(frame: Frame, next: Frame, { isFixed }: StreamInfo): boolean {
  return next.number === frame.number + (isFixed ? 1 : frame.samples);
}

/** Reads a frame header; undefined where there is none or its CRC-8 does not hold. */
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
