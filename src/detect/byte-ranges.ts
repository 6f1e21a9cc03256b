import type { ForeignRange } from '../model/content.ts';

const KEPT = 256;
const SHOWN = 16;

/** Byte ranges of one kind, in order; only the first 256 are kept. */
export type RangeTracker = {
  begin(): void;
  readonly isOpen: boolean;
  /** Begins a range at an offset of the file, which is at `place` in the buffer. */
  open(start: number, before: number, bytes: Buffer, place: number): void;
  /** Ends the open range, if there is one. */
  close(end: number, after: number): void;
  /** Discards the open range. */
  drop(): void;
  found(): readonly ForeignRange[];
};

/** Creates an empty list of ranges. */
export function createRangeTracker(): RangeTracker {
  let list: ForeignRange[] = [];
  let from = -1;
  let kindsBefore = 0;
  let first = '';
  return {
    begin() {
      list = [];
      from = -1;
    },
    get isOpen() {
      return from >= 0;
    },
    open(start, before, bytes, place) {
      from = start;
      kindsBefore = before;
      first = list.length < KEPT ? bytes.toString('hex', place, place + SHOWN) : '';
    },
    close(end, after) {
      if (from >= 0 && list.length < KEPT) list.push({ start: from, end, before: kindsBefore, after, first });
      from = -1;
    },
    drop() {
      from = -1;
    },
    found: () => list,
  };
}
