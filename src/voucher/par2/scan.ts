import { createHash } from 'node:crypto';
import { fill } from '../../disk/open.ts';
import { type RollingCrc, rollingCrc } from '../../hash/rolling-crc.ts';
import type { Par2Slice } from './set.ts';

/** The slices of all files of a set by their numbers in it, and those that were found so far. */
export type SliceBook = {
  readonly size: number;
  readonly slices: readonly Par2Slice[];
  readonly byCrc: ReadonlyMap<number, readonly number[]>;
  readonly found: Set<number>;
  /** How many bytes may still be slid over. */
  budget: number;
};

const CHUNK = 1 << 16;
/** Sliding costs ten times what reading does; so many bytes of a set are slid over, and the rest is looked at slice by slice. */
const BUDGET = 2 ** 28;
const NO_BYTES = new Uint8Array(CHUNK);

/** Opens a book over slices of one size. */
export function openSliceBook(size: number, slices: readonly Par2Slice[]): SliceBook {
  const byCrc = new Map<number, number[]>();
  slices.forEach(({ crc }, i) => {
    const same = byCrc.get(crc);
    if (same === undefined) byCrc.set(crc, [i]);
    else same.push(i);
  });
  return { size, slices, byCrc, found: new Set(), budget: BUDGET };
}

/**
 * Looks for slices of a set in an open file, as a repair does: first for its own in their places, then between these for any at any
 * offset, for what was put in or left out shifts the rest. `first` is the number of the file's own first slice, of `count`.
 */
export function scanSlices(
  descriptor: number,
  length: number,
  book: SliceBook,
  { first, count }: { readonly first: number; readonly count: number },
): void {
  const rolling = rollingCrc(book.size);
  const isInPlace = Array.from({ length: count }, (_, i): boolean => {
    const at = i * book.size;
    const isOwn =
      at < length && windowAt(descriptor, at, length, book.size, rolling).md5 === book.slices[first + i]?.md5;
    if (isOwn) book.found.add(first + i);
    return isOwn;
  });
  for (let from = 0; from < length; ) {
    const own = Math.floor(from / book.size);
    const next = isInPlace.indexOf(true, own);
    const to = next < 0 ? length : Math.min(length, next * book.size);
    if (to > from) scanBetween({ descriptor, length, from, to }, book, rolling, first);
    from = next < 0 ? length : to + book.size;
  }
}

/** A part of an open file of `length` bytes in which none of its own slices is in its place. */
type Gap = {
  readonly descriptor: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
};

function scanBetween(gap: Gap, book: SliceBook, rolling: RollingCrc, first: number): void {
  for (let at = gap.from; at < gap.to; ) {
    const { state, md5 } = windowAt(gap.descriptor, at, gap.length, book.size, rolling);
    if (take(book, rolling.crc(state), md5, first + Math.floor(at / book.size))) at += book.size;
    else at = slide(gap, at, book, rolling, state);
  }
}

/** The next offset from which on to look: that of a slice that may be there by its CRC, or the next on the grid. */
function slide(
  { descriptor, to }: Gap,
  from: number,
  book: SliceBook,
  rolling: RollingCrc,
  begun: number,
): number {
  const leaving = Buffer.allocUnsafe(CHUNK);
  const coming = Buffer.allocUnsafe(CHUNK);
  const isLost = (number: number): boolean => !book.found.has(number);
  let state = begun;
  let at = from;
  while (at < to && book.budget > 0) {
    const n = fill(descriptor, leaving, Math.min(CHUNK, to - at), at);
    if (n === 0) return to;
    coming.fill(0, fill(descriptor, coming, n, at + book.size));
    book.budget -= n;
    for (let i = 0; i < n; i++) {
      state = rolling.slide(state, leaving[i] ?? 0, coming[i] ?? 0);
      if (book.byCrc.get(rolling.crc(state))?.some(isLost) === true) return at + i + 1;
    }
    at += n;
  }
  return at >= to ? to : (Math.floor(from / book.size) + 1) * book.size;
}

/** The state and the MD5 of a window, filled up with zeros behind the end of the file. */
function windowAt(
  descriptor: number,
  at: number,
  length: number,
  size: number,
  rolling: RollingCrc,
): { readonly state: number; readonly md5: string } {
  const hash = createHash('md5');
  const buffer = Buffer.allocUnsafe(CHUNK);
  const there = Math.min(size, length - at);
  let state = 0;
  let done = 0;
  while (done < there) {
    const n = fill(descriptor, buffer, Math.min(CHUNK, there - done), at + done);
    if (n === 0) break;
    hash.update(buffer.subarray(0, n));
    state = rolling.feed(state, buffer.subarray(0, n));
    done += n;
  }
  for (let zeros = size - done; zeros > 0; zeros -= CHUNK) hash.update(NO_BYTES.subarray(0, zeros));
  return { state: rolling.pad(state, size - done), md5: hash.digest('hex') };
}

/** Whether a window is a slice that was not found yet: of files that are alike, others have the same. Its own place counts first. */
function take({ byCrc, slices, found }: SliceBook, crc: number, md5: string, own: number): boolean {
  const lost = (byCrc.get(crc) ?? []).filter((i) => slices[i]?.md5 === md5 && !found.has(i));
  const place = lost.includes(own) ? own : lost[0];
  if (place !== undefined) found.add(place);
  return place !== undefined;
}
