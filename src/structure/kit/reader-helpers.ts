import type { Source, Step } from './chunked-reader.ts';
import type { StructureVerdict } from './structure.ts';
import { cut } from './verdicts.ts';

/** Passes the next bytes to `look`, part by part; false where the file ends first. */
export function* passTo(source: Source, count: number, look: (part: Buffer) => void): Step<boolean> {
  let left = count;
  while (left > 0) {
    const part = yield* source.takeSome(left);
    if (part.length === 0) return false;
    look(part);
    left -= part.length;
  }
  return true;
}

/** Returns the verdict for a file that ends at the current offset, inside `what`. */
export function endsInside(source: Source, what: string): StructureVerdict {
  return cut(`ends at ${source.offset}, inside ${what}`);
}

/** Returns whether four characters are a chunk identifier: printable ASCII, no control bytes. */
export function isFourCc(text: string): boolean {
  return /^[\x20-\x7e]{4}$/.test(text);
}

/** Returns a few bytes as evidence, in hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
