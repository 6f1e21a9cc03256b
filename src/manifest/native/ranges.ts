import { orderKey } from '../../model/entry.ts';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { parseHashLine, parseOther } from './grammar.ts';
import { type Cut, createCutter } from './range-cuts.ts';
import { wholeLines } from './whole-lines.ts';

/** How much of a manifest may be trusted, in bytes, and how many digits its hash lines have. */
type Extent = { readonly limit: number; readonly hexLength: number };

/**
 * Cuts the bytes of a manifest into ranges of whole entries: a '#f' line stays with the hash line after it. The keys at the
 * cuts never decrease, also where the lines are out of order, so that every path of the tree is in one range.
 */
export async function* inRanges(
  chunks: AsyncIterable<Buffer>,
  { limit, hexLength }: Extent,
): AsyncGenerator<ManifestRange, void, undefined> {
  let held: ManifestRange | undefined;
  const cutter = createCutter();
  const pieces = createPieces();
  let [line, after] = [0, ''];
  for await (const whole of wholeLines(chunks, limit)) {
    pieces.add(whole);
    for (const cut of cutter.see(whole)) {
      const lines = pieces.take(cut.length);
      if (held !== undefined) yield held;
      // Where there is no entry, no path is between the keys at its cuts.
      const { buffer, byteOffset, byteLength } = lines;
      const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
      const last = lastKeyIn(text, hexLength) ?? after;
      held = { ...placed(cut, lines, line, after), last: last > after ? last : after };
      line += cut.lines;
      after = held.last ?? after;
    }
  }
  const rest = cutter.rest();
  const lines = pieces.take(rest.length);
  // What comes after the last entry is in the range of the last entry.
  if (held === undefined || lastKeyIn(Buffer.from(lines).toString('latin1'), hexLength) !== undefined) {
    if (held !== undefined) yield held;
    yield placed(rest, lines, line, after);
    return;
  }
  const { last: _, ...open } = held;
  yield { ...open, lines: new Uint8Array(Buffer.concat([held.lines, lines])) };
}

function placed({ files, bytes }: Cut, lines: Uint8Array, line: number, after: string): ManifestRange {
  return { lines, line, after, files, bytes };
}

/** Bytes that are in no range yet. */
function createPieces(): { add(bytes: Buffer): void; take(length: number): Uint8Array } {
  let pieces: Buffer[] = [];
  return {
    // A chunk is only valid until the next one is asked for.
    add: (bytes) => void pieces.push(Buffer.from(bytes)),
    take(length) {
      const [only] = pieces;
      const whole = only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
      pieces = length < whole.length ? [whole.subarray(length)] : [];
      return new Uint8Array(whole.subarray(0, length));
    },
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
