import { isForbidden } from '../kit/control-bytes.ts';

const HEAD = 512;
const LEAST = 16;
/** Of text in UTF-16, at least a tenth of the characters is ASCII: blanks, line ends, digits. */
const ASCII_SHARE = 10;
/** What text does not contain: unassigned and private characters, lone surrogates, controls other than white space. */
const STRANGE = /[\p{Cn}\p{Co}\p{Cs}]|(?![\t\n\f\r])\p{Cc}/u;
const ASCII = /[\t\n\r\x20-\x7e]/g;

/**
 * Returns whether the first 512 bytes are UTF-16 or UTF-32 (RFC 2781, Unicode 2.6): by a byte order mark, or by their
 * content.
 */
export function isWideText(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return true;
  const start = head.subarray(0, HEAD & ~3);
  if (start.length < LEAST || !start.includes(0)) return false;
  return hasFullLanes(start) || isUtf16(start);
}

/** Returns whether some of every four bytes are zeros, and the others text. */
function hasFullLanes(start: Uint8Array): boolean {
  const zeros = [0, 0, 0, 0];
  const strange = [0, 0, 0, 0];
  for (let i = 0; i < start.length; i++) {
    const byte = start[i] ?? 0;
    const lane = i & 3;
    if (byte === 0) zeros[lane] = (zeros[lane] ?? 0) + 1;
    else if (isForbidden(byte)) strange[lane] = (strange[lane] ?? 0) + 1;
  }
  const lengths = [3, 2, 1, 0].map((more) => (start.length + more) >> 2);
  const isFull = zeros.map((count, lane) => count * 10 > (lengths[lane] ?? 0));
  const isFree = zeros.map((count, lane) => count === 0 && (strange[lane] ?? 0) * 100 < (lengths[lane] ?? 0));
  return isFree.includes(true) && isFull.includes(true) && isFree.every((free, lane) => free || isFull[lane]);
}

/** Returns whether every two bytes are a plausible character, in one byte order or the other. */
function isUtf16(start: Uint8Array): boolean {
  return ['utf-16le', 'utf-16be'].some((order) => {
    // A surrogate pair cut in two by the end is not a lone surrogate.
    const text = new TextDecoder(order, { ignoreBOM: true }).decode(start, { stream: true });
    const ascii = text.match(ASCII)?.length ?? 0;
    return ascii * ASCII_SHARE >= text.length && ascii > 0 && !text.includes('\ufffd') && !STRANGE.test(text);
  });
}
