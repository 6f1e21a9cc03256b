/**
 * What the 512-byte sectors of a file contain: zeros, patterns, and records of other file systems that do not belong
 * there. Ranges with sharp borders are distinguished: the bytes on either side do not continue the zeros or the
 * pattern, which for a natural run on the sector grid has a chance of one in 512 at each end. Whole pages of zeros may
 * have a few more zeros beside them, which still has a chance of only one in 450.
 */
import type { ByteRange, Content, RecordMark } from '../model/content.ts';
import { createRangeTracker } from './byte-ranges.ts';
import { recordAt } from './foreign-records.ts';
import { periodOf } from './period.ts';
import { BORDER, kindsIn } from './sharp-edges.ts';

const SECTOR = 512;
const PAGE = 4096;
/** Zero bytes next to a hole whose ends both lie on pages, or on stripes of 64 KiB, that may be the file's own. */
const SLACK = 8;
const STRIPE = 65_536;
const STRIPE_SLACK = 64;
const RUNS_KEPT = 256;
const MARKS_KEPT = 16;
/**
 * The number of bytes beside a longer pattern that decide whether it continues; and the number by which they are
 * largely similar.
 */
const COMPARED = 4;
const FARTHER = 32;
const ZEROS = Buffer.alloc(4096);
/** The first bytes of the fill patterns of imaging programs and debuggers, and of NTFS records. */
const WATCHED = new Uint8Array(256);
for (const first of [0x42, 0x46, 0x49, 0xde, 0xef, 0xba, 0x0d, 0xca]) WATCHED[first] = 1;
/** The facts about the sectors of one file. */
export type SectorFacts = Pick<
  Content,
  'zeroRuns' | 'longestZeroRun' | 'zerosAtEnd' | 'holes' | 'fills' | 'marks'
>;

/** Receives the blocks of one file in order. */
export type SectorScan = {
  begin(): void;
  /**
   * Receives a block at an offset of the file; returns whether all of it is zero. `edge` is the 256 bytes before it.
   */
  see(bytes: Buffer, at: number, length: number, offset: number, edge: Buffer): boolean;
  end(size: number): SectorFacts;
};

/** Creates the scan, which is reused for file after file. */
export function createSectorScan(): SectorScan {
  const holes = createRangeTracker();
  const fills = createRangeTracker();
  let zeroRuns: ByteRange[] = [];
  let marks: RecordMark[] = [];
  let longest = 0;
  let zerosFrom = -1;
  let period = 0;
  let slackBefore = 0;

  /** Ends a run of zeros; `slack` is the number of zero bytes that follow it. */
  const closeZeros = (end: number, slack: number, after: number): void => {
    if (zerosFrom < 0) return;
    longest = Math.max(longest, end - zerosFrom);
    if (zeroRuns.length < RUNS_KEPT) zeroRuns.push({ start: zerosFrom, end });
    const most = Math.min(slackAt(zerosFrom), slackAt(end));
    const isSharp = slack <= most && slackBefore <= most;
    zerosFrom = -1;
    if (isSharp) holes.close(end, after);
    else holes.drop();
  };
  const openZeros = (bytes: Buffer, place: number, offset: number, edge: Buffer): void => {
    if (zerosFrom >= 0) return;
    zerosFrom = offset;
    slackBefore = offset === 0 ? 0 : zerosBefore(bytes, place, edge);
    if (slackBefore <= slackAt(offset))
      holes.open(offset, borderBefore(bytes, place, edge, offset), bytes, place);
  };
  const openFill = (bytes: Buffer, place: number, offset: number, edge: Buffer, length: number): void => {
    period = length;
    const goesOn = offset > 0 && endsAsPattern(bytes, place, edge, period);
    if (!goesOn) fills.open(offset, borderBefore(bytes, place, edge, offset), bytes, place);
  };
  const closeFill = (bytes: Buffer, place: number, offset: number, edge: Buffer, border: number): void => {
    if (period === 0) return;
    if (beginsAsPattern(bytes, place, edge, period, border)) fills.drop();
    else fills.close(offset, kindsIn(bytes, place, place + border));
    period = 0;
  };

  const seeSector = (bytes: Buffer, place: number, length: number, offset: number, edge: Buffer): void => {
    const border = Math.min(BORDER, length);
    const first = bytes[place] ?? 0;
    const last = bytes[place + length - 1];
    if (first === 0 && last === 0 && isAllZero(bytes, place, place + length)) {
      closeFill(bytes, place, offset, edge, border);
      openZeros(bytes, place, offset, edge);
      return;
    }
    if (zerosFrom >= 0)
      closeZeros(offset, zerosAt(bytes, place, border), kindsIn(bytes, place, place + border));
    const found =
      length === SECTOR && first !== 0 && (WATCHED[first] === 1 || period > 0 || repeatsAfter16(bytes, place))
        ? periodOf(bytes, place, length)
        : 0;
    if (period > 0 && found !== period) closeFill(bytes, place, offset, edge, border);
    if (found > 0 && period === 0) openFill(bytes, place, offset, edge, found);
    if (found === 0 && length === SECTOR && marks.length < MARKS_KEPT) {
      const word = recordAt(bytes, place, offset);
      if (word !== undefined) marks.push({ at: offset, word });
    }
  };

  return {
    begin() {
      holes.begin();
      fills.begin();
      zeroRuns = [];
      marks = [];
      longest = period = 0;
      zerosFrom = -1;
    },
    see(bytes, at, length, offset, edge) {
      const isZero =
        bytes[at] === 0 &&
        bytes[at + length - 1] === 0 &&
        bytes.compare(ZEROS, 0, length, at, at + length) === 0;
      if (isZero && zerosFrom >= 0) return true;
      for (let sector = 0; sector < length; sector += SECTOR) {
        seeSector(bytes, at + sector, Math.min(SECTOR, length - sector), offset + sector, edge);
      }
      return isZero;
    },
    end(size) {
      const zerosAtEnd = zerosFrom < 0 ? 0 : size - zerosFrom;
      if (holes.isOpen) holes.close(size, 0);
      closeZeros(size, BORDER, 0);
      if (fills.isOpen) fills.close(size, 0);
      return {
        zeroRuns: zeroRuns.filter((run) => run.end - run.start >= SECTOR),
        longestZeroRun: longest,
        zerosAtEnd,
        holes: holes.found().filter((run) => run.end - run.start >= SECTOR),
        fills: fills.found(),
        marks,
      };
    },
  };
}

/** Returns how many of the file's own zeros may lie next to a hole that ends here. */
function slackAt(offset: number): number {
  return offset % STRIPE === 0 ? STRIPE_SLACK : offset % PAGE === 0 ? SLACK : 0;
}

/**
 * Returns whether the pattern at a place continues before it, or the bytes before it are similar: text that repeats a
 * line.
 */
function endsAsPattern(bytes: Buffer, place: number, edge: Buffer, period: number): boolean {
  return isAlike(period, BORDER, (i) => {
    const byte = place > i ? bytes[place - 1 - i] : edge[BORDER - 1 - i];
    return byte === bytes[place + period - 1 - (i % period)];
  });
}

/**
 * The same for the bytes after a pattern, of which the file has `length` here; the buffer's content beyond them is from
 * another file.
 */
function beginsAsPattern(
  bytes: Buffer,
  place: number,
  edge: Buffer,
  period: number,
  length: number,
): boolean {
  return isAlike(period, length, (i) => {
    const at = place - period + (i % period);
    return (at >= 0 ? bytes[at] : edge[BORDER + at - place]) === bytes[place + i];
  });
}

/**
 * Returns whether the bytes next to the pattern agree with it, or half of those farther away do; at most `length` bytes
 * are compared.
 */
function isAlike(period: number, length: number, agrees: (i: number) => boolean): boolean {
  const near = Math.min(period, COMPARED, length);
  let next = 0;
  while (next < near && agrees(next)) next += 1;
  if (next === near) return true;
  const far = Math.min(FARTHER, length);
  let alike = 0;
  for (let i = 0; i < far; i++) alike += Number(agrees(i));
  return alike * 2 >= far;
}

/** Returns how many zero bytes precede a place, as far as it matters. */
function zerosBefore(bytes: Buffer, place: number, edge: Buffer): number {
  let count = 0;
  while (count <= STRIPE_SLACK && (place > count ? bytes[place - 1 - count] : edge[BORDER - 1 - count]) === 0)
    count += 1;
  return count;
}

function zerosAt(bytes: Buffer, place: number, length: number): number {
  let count = 0;
  while (count <= STRIPE_SLACK && count < length && bytes[place + count] === 0) count += 1;
  return count;
}

function borderBefore(bytes: Buffer, place: number, edge: Buffer, offset: number): number {
  if (offset === 0) return 0;
  return place >= BORDER ? kindsIn(bytes, place - BORDER, place) : kindsIn(edge, 0, BORDER);
}

/** Tests quickly for patterns of 1, 2, 4, 8 or 16 bytes. */
function repeatsAfter16(bytes: Buffer, place: number): boolean {
  return (
    bytes[place] === bytes[place + 16] &&
    bytes[place + 3] === bytes[place + 19] &&
    bytes[place + 14] === bytes[place + 510]
  );
}

function isAllZero(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < Math.min(from + 16, to); i++) if (bytes[i] !== 0) return false;
  return bytes.compare(ZEROS, 0, to - from, from, to) === 0;
}
