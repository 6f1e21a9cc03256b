import { orderKey } from '../../model/entry.ts';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { parseHashLine, parseOther } from './grammar.ts';

/** How much of a manifest may be trusted, in bytes, and how many digits its hash lines have. */
type Extent = { readonly limit: number; readonly hexLength: number };

const LF = 0x0a;

/**
 * Cuts the bytes of a manifest into ranges of whole entries: a '#f' line stays with the hash line after it. The keys at the
 * cuts never decrease, also where the lines are out of order, so that every path of the tree is in one range.
 */
export async function* inRanges(
  chunks: AsyncIterable<Buffer>,
  { limit, hexLength }: Extent,
): AsyncGenerator<ManifestRange, void, undefined> {
  let held: ManifestRange | undefined;
  let rest: Buffer = Buffer.alloc(0);
  let [line, after, seen] = [0, '', 0];
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, Math.max(0, limit - seen))]);
    seen += chunk.length;
    const cut = bytes.lastIndexOf('\n#', undefined, 'latin1') + 1;
    const last = lastKeyIn(bytes.toString('latin1', 0, cut), hexLength);
    rest = bytes;
    if (last !== undefined) {
      if (held !== undefined) yield held;
      const lines = new Uint8Array(bytes.subarray(0, cut));
      held = { lines, line, after, last: last > after ? last : after };
      line += countLines(lines);
      after = held.last ?? after;
      rest = bytes.subarray(cut);
    }
    if (seen >= limit) break;
  }
  const before = held?.lines ?? new Uint8Array(0);
  const lines = new Uint8Array(Buffer.concat([before, rest]));
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
