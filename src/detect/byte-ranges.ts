import type { ForeignRange } from '../model/content.ts';

const KEPT = 256;
const SHOWN = 16;

/** Stretches of one kind, in order; only the first 256 are kept. */
export type Stretches = {
  begin(): void;
  readonly isOpen: boolean;
  /** Begins a stretch at an offset of the file, which stands at a place of a buffer. */
  open(start: number, before: number, bytes: Buffer, place: number): void;
  /** Ends the open stretch, if there is one. */
  close(end: number, after: number): void;
  /** Forgets the open stretch. */
  drop(): void;
  found(): readonly ForeignRange[];
};

/** Makes an empty list of stretches. */
export function createRangeTracker(): Stretches {
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
