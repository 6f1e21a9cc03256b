/** The fast pass over elements that lie in one chunk, which are nearly all. */
import { ENDS_NAME, GREATER, IN_TAG, LESS, OPENS_VALUE, SLASH, STARTS_NAME } from './bytes.ts';
import { closeElement, NO_PRINT, noteFault, openElement, printWith, type ScanState } from './scan-state.ts';

/** For this many bytes a loop is faster than the platform's search. */
const NEAR = 24;

/** Skips elements and text that lie entirely in the bytes; returns the place of the '<' of anything else, -1 without one. */
export function passElements(scan: ScanState, bytes: Buffer, from: number): number {
  for (let at = from; ; ) {
    const less = nextLess(bytes, at);
    if (less < 0) return -1;
    const next = bytes[less + 1] ?? 0;
    if (next !== SLASH && STARTS_NAME[next] === 0) return less;
    const isEnd = next === SLASH;
    let name = isEnd ? less + 2 : less + 1;
    let print = NO_PRINT;
    for (; ENDS_NAME[bytes[name] ?? 0] === 0; name++) print = printWith(print, bytes[name] ?? 0);
    const end = endOfTag(scan, bytes, name);
    if (end < 0) return less;
    if (isEnd) closeElement(scan, print, end);
    else if (bytes[end - 1] !== SLASH) openElement(scan, print);
    at = end + 1;
  }
}

/** Returns the place of the '>' that ends a tag, -1 where it is not in the bytes; notes a tag that is not formed like one. */
function endOfTag(scan: ScanState, bytes: Buffer, from: number): number {
  let isFormed = true;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (IN_TAG[byte] === 0) continue;
    if (byte === GREATER) {
      if (!isFormed) noteFault(scan, 'tag', i);
      return i;
    }
    if (byte === LESS) isFormed = false;
    else {
      const end = endOfValue(bytes, i, byte);
      if (!isValue(bytes, i, end)) isFormed = false;
      i = end;
    }
  }
  return -1;
}

/** Returns the place of the quote that ends a value, or the length. */
function endOfValue(bytes: Buffer, from: number, quote: number): number {
  let i = from + 1;
  while (i < bytes.length && bytes[i] !== quote) i += 1;
  return i;
}

function isValue(bytes: Buffer, from: number, end: number): boolean {
  return OPENS_VALUE[bytes[from - 1] ?? 0] === 1 && ENDS_NAME[bytes[end + 1] ?? 0] === 1;
}

function nextLess(bytes: Buffer, from: number): number {
  const near = Math.min(from + NEAR, bytes.length);
  for (let i = from; i < near; i++) if (bytes[i] === LESS) return i;
  return bytes.indexOf(LESS, near);
}
