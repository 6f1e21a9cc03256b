/**
 * Where the lines of a manifest are cut into ranges: by what the lines say, not by where they stand, so that most ranges of the next
 * generation of a manifest are those of this one, and what was proven of them goes on to count.
 */

const LF = 0x0a;
const HASH = 0x23;
const TAB = 0x09;
const ZERO = 0x30;
const F = 0x66;

/** A range has so many lines, unless its files are big: to send a lane to the place of a range takes as long as a few files. */
const LEAST_LINES = 128;
const MOST_LINES = 1024;
/** A range is cut where its lines or its files have so many bytes, too. */
const MOST_BYTES = 1 << 21;
const MOST_FILE_BYTES = 1 << 28;

/** Whole entries, each '#f' line with the hash line after it: how many lines and bytes they have, how many files they name and of how many bytes. */
export type Cut = {
  readonly lines: number;
  readonly length: number;
  readonly files: number;
  readonly bytes: number;
};

/** Decides where ranges end. */
export type Cutter = {
  /** Takes whole lines, and yields what comes before each cut in them; the bytes are counted from the last cut on. */
  see(lines: Buffer): Generator<Cut, void, undefined>;
  /** Returns what came since the last cut. */
  rest(): Cut;
};

/** Creates what decides it. */
export function createCutter(): Cutter {
  let [lines, length, files, bytes] = [0, 0, 0, 0];
  const end = (): Cut => {
    const cut = { lines, length, files, bytes };
    [lines, length, files, bytes] = [0, 0, 0, 0];
    return cut;
  };
  const isEnd = (buffer: Buffer, start: number): boolean =>
    (lines >= LEAST_LINES && isMark(buffer, start)) ||
    lines >= MOST_LINES ||
    length >= MOST_BYTES ||
    bytes >= MOST_FILE_BYTES;
  return {
    *see(buffer) {
      for (let start = 0; start < buffer.length; ) {
        const found = buffer.indexOf(LF, start);
        const next = found < 0 ? buffer.length : found + 1;
        const isFacts = buffer[start] === HASH && buffer[start + 1] === F && buffer[start + 2] === TAB;
        const size = isFacts ? numberAt(buffer, start + 3) : 0;
        // A big file does not keep small ones from being proven.
        if (files > 0 && bytes + size >= MOST_FILE_BYTES) yield end();
        lines += 1;
        length += next - start;
        bytes += size;
        if (buffer[start] !== HASH) files += 1;
        if (!isFacts && isEnd(buffer, start)) yield end();
        start = next;
      }
    },
    rest: end,
  };
}

/** One hash line in 128 is a mark: its digest begins with `00` or `01`. */
function isMark(buffer: Buffer, start: number): boolean {
  return buffer[start] === ZERO && ((buffer[start + 1] ?? 0) & 0xfe) === ZERO;
}

function numberAt(buffer: Buffer, start: number): number {
  let number = 0;
  for (let at = start; ; at++) {
    const digit = (buffer[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return number;
    number = number * 10 + digit;
  }
}
