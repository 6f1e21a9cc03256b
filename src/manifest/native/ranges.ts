import { orderKey } from '../../model/entry.ts';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { parseHashLine, parseOther } from './grammar.ts';

/** How much of a manifest may be trusted, in bytes, and how many digits its hash lines have. */
type Extent = { readonly limit: number; readonly hexLength: number };

const LF = 0x0a;

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
  let [line, after, seen] = [0, '', 0];
  for await (const chunk of chunks) {
    rest.add(chunk.subarray(0, Math.max(0, limit - seen)));
    seen += chunk.length;
    const cut = rest.isEnough() ? rest.cut(hexLength) : undefined;
    if (cut !== undefined) {
      if (held !== undefined) yield held;
      const { lines, count, last } = cut;
      held = { lines, line, after, last: last > after ? last : after };
      line += count;
      after = held.last ?? after;
    }
    if (seen >= limit) break;
  }
  const before = held?.lines ?? new Uint8Array(0);
  const lines = new Uint8Array(Buffer.concat([before, rest.all()]));
  yield { lines, line: held?.line ?? 0, after: held?.after ?? '' };
}

/** Whole entries: their lines, how many these are, and the key of the last one. */
type Cut = { readonly lines: Uint8Array; readonly count: number; readonly last: string };

/** The bytes that are in no range yet. */
type Rest = {
  add(bytes: Uint8Array): void;
  isEnough(): boolean;
  /** Takes out all entries that are certainly whole; undefined where there is none. */
  cut(hexLength: number): Cut | undefined;
  all(): Buffer;
};

function createRest(): Rest {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let lines = 0;
  /** Each time that nothing can be cut, twice as much is waited for. */
  let times = 1;
  const keep = (left: Buffer, count: number): void => {
    pieces = [left];
    bytes = left.length;
    lines = count;
  };
  return {
    add(more) {
      pieces.push(Buffer.from(more));
      bytes += more.length;
      lines += countLines(more);
    },
    isEnough: () => lines >= LEAST_LINES * times || bytes >= MOST_BYTES * times,
    cut(hexLength) {
      const whole = Buffer.concat(pieces);
      const end = whole.lastIndexOf('\n#', undefined, 'latin1') + 1;
      const taken = new Uint8Array(whole.subarray(0, end));
      const last = lastKeyIn(whole.toString('latin1', 0, end), hexLength);
      if (last === undefined) {
        keep(whole, lines);
        times *= 2;
        return undefined;
      }
      const count = countLines(taken);
      keep(Buffer.from(whole.subarray(end)), lines - count);
      times = 1;
      return { lines: taken, count, last };
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
