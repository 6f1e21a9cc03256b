/** The fast pass over elements that lie in one chunk, which are nearly all. */
import { GREATER, IN_TAG, LESS, SLASH, STARTS_NAME } from './bytes.ts';
import type { ScanState } from './scan-state.ts';

/** For this many bytes a loop is faster than the platform's search. */
const NEAR = 24;

/** Skips elements and text that lie entirely in the bytes; returns the place of the '<' of anything else, -1 without one. */
export function passElements(scan: ScanState, bytes: Buffer, from: number): number {
  for (let at = from; ; ) {
    const less = nextLess(bytes, at);
    if (less < 0) return -1;
    const next = bytes[less + 1] ?? 0;
    if (next !== SLASH && STARTS_NAME[next] === 0) return less;
    const end = endOfTag(bytes, less + 2);
    if (end < 0) return less;
    if (next === SLASH) scan.depth -= 1;
    else if (bytes[end - 1] !== SLASH) scan.depth += 1;
    if (scan.depth < 0) scan.isOdd = true;
    at = end + 1;
  }
}

/** Returns the place of the '>' that ends a tag, -1 where it is not in the bytes. */
function endOfTag(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (IN_TAG[byte] === 0) continue;
    if (byte === GREATER) return i;
    i += 1;
    while (i < bytes.length && bytes[i] !== byte) i += 1;
  }
  return -1;
}

function nextLess(bytes: Buffer, from: number): number {
  const near = Math.min(from + NEAR, bytes.length);
  for (let i = from; i < near; i++) if (bytes[i] === LESS) return i;
  return bytes.indexOf(LESS, near);
}
