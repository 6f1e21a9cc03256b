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
 * Looks for slices of a set in an open file, at any offset, as a repair does: what was put in or left out shifts the rest.
 * `first` is the number of the file's own first slice.
 */
export function scanSlices(descriptor: number, length: number, book: SliceBook, first: number): void {
  const rolling = rollingCrc(book.size);
  for (let at = 0; at < length; ) {
    const { state, md5 } = windowAt(descriptor, at, length, book.size, rolling);
    if (take(book, rolling.crc(state), md5, first + Math.floor(at / book.size))) at += book.size;
    else at = slide(descriptor, at, length, book, rolling, state);
  }
}

/** The next offset from which on to look: that of a slice that may be there by its CRC, or the next on the grid. */
function slide(
  descriptor: number,
  from: number,
  length: number,
  book: SliceBook,
  rolling: RollingCrc,
  begun: number,
): number {
  const leaving = Buffer.allocUnsafe(CHUNK);
  const coming = Buffer.allocUnsafe(CHUNK);
  let state = begun;
  let at = from;
  while (at < length && book.budget > 0) {
    const n = fill(descriptor, leaving, CHUNK, at);
    if (n === 0) return length;
    coming.fill(0, fill(descriptor, coming, n, at + book.size));
    book.budget -= n;
    for (let i = 0; i < n; i++) {
      state = rolling.slide(state, leaving[i] ?? 0, coming[i] ?? 0);
      if (book.byCrc.has(rolling.crc(state))) return at + i + 1;
    }
    at += n;
  }
  return at >= length ? length : (Math.floor(from / book.size) + 1) * book.size;
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

/** Whether a window is a slice; of several that are alike, its own place counts first. */
function take({ byCrc, slices, found }: SliceBook, crc: number, md5: string, own: number): boolean {
  const same = (byCrc.get(crc) ?? []).filter((i) => slices[i]?.md5 === md5);
  const place = same.includes(own) && !found.has(own) ? own : same.find((i) => !found.has(i));
  if (place !== undefined) found.add(place);
  return same.length > 0;
}
