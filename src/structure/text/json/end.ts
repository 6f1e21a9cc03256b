/** What the end of a JSON file says about all of it, where the middle was not examined. */

import type { StructureVerdict } from '../../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createJsonScan, KINDS, OPEN } from './scan.ts';

const LINE_END = 0x0a;
const MIN_LINES = 2;
/** What may follow a value in JavaScript and similar languages: a semicolon, the end of a comment or of a call. */
const DIALECT_END = Buffer.from(';/)');
const COMMENT = /^\s*(?:\/\/|#|\/?\*)/;

/** Returns whether every complete line of a head is an object or array of its own, and there are at least two. */
export function areLines(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  let count = 0;
  for (let from = 0; ; count += 1) {
    const to = bytes.indexOf(LINE_END, from);
    if (to < 0) return count >= MIN_LINES;
    if (!isClosed(bytes.subarray(from, to))) return false;
    from = to + 1;
  }
}

function isClosed(line: Buffer): boolean {
  const { open, strange, mismatch } = scanned(line);
  return KINDS[line[0] ?? 0] === OPEN && open === undefined && strange < 0 && mismatch < 0;
}

/**
 * Judges by the last bytes of a file of `size` bytes: for lines by the last one, for one value by the bracket that must
 * close `first`. What a dialect allows there, such as a comment, is not reported.
 */
export function verdictAtEnd(tail: Buffer, size: number, first: number | undefined): StructureVerdict {
  let end = tail.length;
  while (end > 0 && (tail[end - 1] ?? 0) <= 0x20) end -= 1;
  const last = tail[end - 1] ?? 0;
  if (end === 0) return UNKNOWN;
  if (first === undefined) {
    const from = tail.lastIndexOf(LINE_END, end - 1) + 1;
    if (from === 0) return UNKNOWN;
    const line = tail.subarray(from, end);
    if (KINDS[line[0] ?? 0] !== OPEN) return SOUND;
    const { open, strange, mismatch } = scanned(line);
    if (strange >= 0 || mismatch >= 0) return UNKNOWN;
    return open === undefined ? SOUND : cut(`ends at ${size}, inside ${open}`);
  }
  // The codes of '{' and '[' are two less than those of their closing brackets.
  if (last === first + 2) return SOUND;
  const from = tail.lastIndexOf(LINE_END, end - 1) + 1;
  if (DIALECT_END.includes(last) || COMMENT.test(tail.toString('latin1', from, end))) return UNKNOWN;
  return cut(
    `ends at ${size}, without the "${String.fromCharCode(first + 2)}" that closes its first bracket`,
  );
}

function scanned(line: Buffer): ReturnType<ReturnType<typeof createJsonScan>['end']> {
  const scan = createJsonScan();
  scan.update(line);
  return scan.end();
}
