import { orderKey } from '../../model/entry.ts';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { parseHashLine, parseOther } from './grammar.ts';
import { wholeLines } from './whole-lines.ts';

/** How much of a manifest may be trusted, in bytes, and how many digits its hash lines have. */
type Extent = { readonly limit: number; readonly hexLength: number };

const LF = 0x0a;
const FACTS = '#f\t';

/**
 * Cuts the bytes of a manifest into ranges of whole entries: a '#f' line stays with the hash line after it. The keys at the
 * cuts never decrease, also where the lines are out of order, so that every path of the tree is in one range.
 */
export async function* inRanges(
  chunks: AsyncIterable<Buffer>,
  { limit, hexLength }: Extent,
): AsyncGenerator<ManifestRange, void, undefined> {
  let held: ManifestRange | undefined;
  let facts: Buffer = Buffer.alloc(0);
  let [line, after] = [0, ''];
  for await (const whole of wholeLines(chunks, limit)) {
    const bytes = facts.length === 0 ? whole : Buffer.concat([facts, whole]);
    const start = bytes.lastIndexOf(LF, -2) + 1;
    const cut = bytes.toString('latin1', start, start + FACTS.length) === FACTS ? start : bytes.length;
    facts = Buffer.from(bytes.subarray(cut));
    if (cut === 0) continue;
    if (held !== undefined) yield held;
    const lines = new Uint8Array(bytes.subarray(0, cut));
    // Where there is no entry, no path is between the keys at its cuts.
    const last = lastKeyIn(bytes.toString('latin1', 0, cut), hexLength) ?? after;
    held = { lines, line, after, last: last > after ? last : after };
    line += countLines(lines);
    after = held.last ?? after;
  }
  const before = held?.lines ?? new Uint8Array(0);
  const lines = new Uint8Array(Buffer.concat([before, facts]));
  yield { lines, line: held?.line ?? 0, after: held?.after ?? '' };
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
