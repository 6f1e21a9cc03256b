import type { Source, Step } from './chunked-reader.ts';
import { wordAt } from './read-int.ts';
import type { StructureVerdict } from './structure.ts';
import { cut } from './verdicts.ts';

/** Passes over bytes and shows them to `look`, part by part; false where the file ends before. */
export function* seeing(source: Source, count: number, look: (part: Buffer) => void): Step<boolean> {
  let left = count;
  while (left > 0) {
    const part = yield* source.some(left);
    if (part.length === 0) return false;
    look(part);
    left -= part.length;
  }
  return true;
}

/** The file ends, where the source stands, inside something that goes on. */
export function endsInside(source: Source, what: string): StructureVerdict {
  return cut(`ends at ${source.offset}, inside ${what}`);
}

/** The bytes of a head from an offset on, as text of one char a byte; shorter where the head ends. */
export function textAt(head: Uint8Array, at: number, length: number): string {
  return wordAt(head, at, length);
}

/** Whether four characters are an identifier of a chunk: printable ASCII, no control bytes. */
export function isFourCc(text: string): boolean {
  return /^[\x20-\x7e]{4}$/.test(text);
}

/** Four bytes or so as evidence, in hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
