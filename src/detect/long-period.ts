import { LONGEST_PERIOD } from './period.ts';

const HEAD = 65_536;
const WORD = 64;
const REPEATS = 4;
const MAX_TRIALS = 64;

/**
 * Detects whether a whole file is one pattern of 65 bytes to nearly 64 KiB, or of 64 KiB, repeated at least four times.
 * A pattern just short of 64 KiB does not show in the first 64 KiB.
 */
export type LongPeriod = {
  begin(): void;
  /** Receives the file in order; `head` is its first 64 KiB or all that came so far. */
  see(bytes: Buffer, offset: number, head: Buffer): void;
  /** Returns the period, or 0. */
  end(size: number, head: Buffer): number;
};

/** Creates the detector, with a buffer for two repetitions of a pattern. */
export function createLongPeriod(): LongPeriod {
  const fill = Buffer.alloc(2 * HEAD);
  let period = -1;

  /** Decides by the head; -1 where it is still too short. */
  const decide = (head: Buffer): void => {
    period = periodOfHead(head);
    if (period > 0) fill.fill(head.subarray(0, period));
  };
  const compare = (bytes: Buffer, offset: number): void => {
    for (let at = 0; at < bytes.length && period > 0; ) {
      const place = (offset + at) % period;
      const length = Math.min(bytes.length - at, fill.length - place);
      if (bytes.compare(fill, place, place + length, at, at + length) !== 0) period = 0;
      at += length;
    }
  };

  return {
    begin() {
      period = -1;
    },
    see(bytes, offset, head) {
      if (period === 0) return;
      const known = Math.min(HEAD, offset + bytes.length);
      if (period < 0) {
        if (known < HEAD) return;
        decide(head);
        compare(bytes.subarray(Math.max(0, HEAD - offset)), Math.max(HEAD, offset));
      } else compare(bytes, offset);
    },
    end(size, head) {
      if (period < 0) decide(head.subarray(0, size));
      return period > 0 && size >= REPEATS * period ? period : 0;
    },
  };
}

/**
 * Returns the period with which the first bytes repeat; their whole length where they may be the first repetition of 64
 * KiB.
 */
function periodOfHead(head: Buffer): number {
  // A word at the border of the first run of equal bytes is rarer than one inside it.
  let start = 0;
  while (start + 1 < head.length && head[start + 1] === head[0]) start += 1;
  const word = head.subarray(start, start + WORD);
  let at = LONGEST_PERIOD;
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    at = head.indexOf(word, start + at + 1) - start;
    if (at < 0) return head.length === HEAD ? HEAD : 0;
    if (head.compare(head, 0, head.length - at, at, head.length) === 0) return at;
  }
  return 0;
}
