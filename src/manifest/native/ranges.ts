import { orderKey } from '../../model/entry.ts';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { parseHashLine, parseOther } from './grammar.ts';
import { wholeLines } from './whole-lines.ts';

/** How much of a manifest may be trusted, in bytes, and how many digits its hash lines have. */
type Extent = { readonly limit: number; readonly hexLength: number };

const LF = 0x0a;
const FACTS = '#f\t';

/** A range has so many lines, unless they are long: to send a lane to the place of a range takes as long as a few files. */
const LEAST_LINES = 256;
/** A range is cut where it has so many bytes, too. */
const MOST_BYTES = 1 << 21;

/**
 * Cuts the bytes of a manifest into ranges of whole entries: a '#f' line stays with the hash line after it. The keys at the
 * cuts never decrease, also where the lines are out of order, so that every path of the tree is in one range.
 */
export async function* inRanges(
  chunks: AsyncIterable<Buffer>,
  { limit, hexLength }: Extent,
): AsyncGenerator<ManifestRange, void, undefined> {
  let held: ManifestRange | undefined;
  const rest = createRest();
  let [line, after] = [0, ''];
  for await (const whole of wholeLines(chunks, limit)) {
    rest.add(whole);
    const cut = rest.isEnough() ? rest.cut() : undefined;
    if (cut === undefined) continue;
    if (held !== undefined) yield held;
    // Where there is no entry, no path is between the keys at its cuts.
    const { buffer, byteOffset, byteLength } = cut.lines;
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    const last = lastKeyIn(text, hexLength) ?? after;
    held = { lines: cut.lines, line, after, last: last > after ? last : after };
    line += cut.count;
    after = held.last ?? after;
  }
  const before = held?.lines ?? new Uint8Array(0);
  const lines = new Uint8Array(Buffer.concat([before, rest.all()]));
  yield { lines, line: held?.line ?? 0, after: held?.after ?? '' };
}

/** Whole entries: their lines, and how many these are. */
type Cut = { readonly lines: Uint8Array; readonly count: number };

/** The lines that are in no range yet. */
type Rest = {
  add(lines: Uint8Array): void;
  isEnough(): boolean;
  /** Takes out all but a '#f' line at the end; undefined where there is nothing else. */
  cut(): Cut | undefined;
  all(): Buffer;
};

function createRest(): Rest {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let lines = 0;
  return {
    add(more) {
      pieces.push(Buffer.from(more));
      bytes += more.length;
      lines += countLines(more);
    },
    isEnough: () => lines >= LEAST_LINES || bytes >= MOST_BYTES,
    cut() {
      const whole = Buffer.concat(pieces);
      const start = whole.lastIndexOf(LF, -2) + 1;
      const isOpen = whole.toString('latin1', start, start + FACTS.length) === FACTS;
      const end = isOpen ? start : whole.length;
      const count = isOpen ? lines - 1 : lines;
      pieces = [Buffer.from(whole.subarray(end))];
      bytes = whole.length - end;
      lines -= count;
      return end === 0 ? undefined : { lines: new Uint8Array(whole.subarray(0, end)), count };
    },
    all: () => Buffer.concat(pieces),
  };
}

/** The key of the last entry of some lines; undefined where there is none. */
function lastKeyIn(lines: string, hexLength: number): string | undefined {
  for (let end = lines.length - 1; end > 0; ) {
    const start = lines.lastIndexOf('\n', end - 1) + 1;
    const text = lines.slice(start, end);
    if (text.startsWith('#')) {
      const entry = parseOther(text);
      if (entry !== undefined) return orderKey(entry);
    } else {
      const hash = parseHashLine(text, hexLength);
      if (hash !== undefined) return hash.path;
    }
    end = start - 1;
  }
  return undefined;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}
