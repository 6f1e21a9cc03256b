import { BYTE_KERNEL } from '../../hash/byte-kernel.ts';
import type { Depth } from '../../model/content.ts';

/**
 * Bytes that do not occur in text, not even in a legacy charset: controls except BEL to SI (RFC 20), SUB and ESC; and
 * DEL.
 */
const FORBIDDEN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === 127 || (byte < 32 && !(byte >= 7 && byte <= 15) && byte !== 26 && byte !== 27)),
);
const WINDOW = 4096;
const SECTOR = 512;
/** Windows kept for the next files: allocating one takes longer than checking a short file. */
const SPARE: Buffer[] = [];
const MAX_SPARE = 4;
const LEAST = 8;
/** One pair in so many bytes: of random bytes written so there is one in three. */
const LEAST_PAIRS = 64;
/** Separators are one or two kinds of control bytes; random bytes have all of them. */
const MIN_KINDS = 4;
/**
 * Binary data that a database wrote as text (mysqldump, mydumper, SELECT INTO OUTFILE) has its NULs escaped, and may have
 * any other byte: there is one NUL for 25 other controls.
 */
const ESCAPED_NUL = Buffer.from('\\0');
const CONTROLS_PER_NUL = 100;
const SEPARATORS = Buffer.from('\t\n\r,;"');

/** Searches a stream of text for control bytes. */
export type ControlBytes = {
  readonly update: (bytes: Uint8Array) => void;
  /** Returns what is wrong and where, or undefined; `isEscaped` where the NULs of binary data are escaped before it. */
  readonly end: () => { readonly wrong?: string; readonly isEscaped: boolean };
};

/**
 * Checks a file in windows of 4 KiB: finds the first NUL, and the first window in which at least a hundredth of the
 * bytes is forbidden; such windows are left alone where they have no NUL and the file escapes those. A window is counted
 * only if it has a NUL, or if a 512-byte sample of it has some other odd byte; at depth `deep` the sample is the whole
 * window. Where the text may hold binary data, as a string of a program does, a window of bytes written as characters of
 * UTF-8 is passed over.
 */
export function createControlBytes(depth: Depth, mayHoldBytes = false): ControlBytes {
  const rest = SPARE.pop() ?? Buffer.allocUnsafeSlow(WINDOW);
  let restLength = 0;
  let offset = 0;
  let firstNul = -1;
  let dirty = -1;
  let controls = 0;
  let escaped = 0;

  /** Nothing after the first NUL changes the verdict. */
  const isSettled = (): boolean => firstNul >= 0;
  const see = (bytes: Buffer, at: number, length: number): void => {
    if (mayHoldBytes && areBytesAsCharacters(bytes.subarray(at, at + length))) return;
    const { nul, count, isDirty } = countControls(bytes, at, length);
    if (nul >= 0) firstNul = offset + nul - at;
    if (!isDirty) return;
    if (nul >= 0 && isEnough(escaped, controls)) dirty = -1;
    if (dirty < 0) dirty = offset;
    if (nul >= 0) return;
    controls += count;
    escaped += escapedNuls(bytes.subarray(at, at + length));
  };
  /**
   * Tests the sample of a whole window; its sector changes from window to window, because a pattern may repeat itself.
   */
  const looksStrange = (bytes: Buffer, at: number): boolean => {
    if (depth === 'deep') return BYTE_KERNEL.hasLow(bytes, at, at + WINDOW);
    const from = at + (((offset / WINDOW) * 5) & 7) * SECTOR;
    return BYTE_KERNEL.hasLow(bytes, from, from + SECTOR);
  };
  const seeWindows = (bytes: Buffer, from: number): number => {
    let at = from;
    let nul = bytes.indexOf(0, at);
    for (; at + WINDOW <= bytes.length && !isSettled(); at += WINDOW) {
      if (nul >= 0 && nul < at) nul = bytes.indexOf(0, at);
      if ((nul >= 0 && nul < at + WINDOW) || looksStrange(bytes, at)) see(bytes, at, WINDOW);
      offset += WINDOW;
    }
    return at;
  };

  return {
    update(chunk) {
      if (isSettled()) return;
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let at = 0;
      if (restLength > 0) {
        at = bytes.copy(rest, restLength);
        restLength += at;
        if (restLength < WINDOW) return;
        restLength = 0;
        seeWindows(rest, 0);
      }
      if (bytes.length - at >= WINDOW) at = seeWindows(bytes, at);
      if (at < bytes.length) restLength = bytes.copy(rest, 0, at);
    },
    end() {
      if (restLength > 0 && !isSettled()) {
        // A NUL is a control too.
        if (BYTE_KERNEL.hasLow(rest, 0, restLength)) see(rest, 0, restLength);
      }
      restLength = 0;
      if (SPARE.length < MAX_SPARE) SPARE.push(rest);
      const isEscaped = isEnough(escaped, controls);
      if (dirty >= 0 && (firstNul >= 0 || !isEscaped))
        return { wrong: `control bytes from ${dirty} on, which do not occur in text`, isEscaped };
      return firstNul < 0 ? { isEscaped } : { wrong: `a NUL at ${firstNul} in text`, isEscaped };
    },
  };
}

/**
 * Returns the first NUL of a window, -1 for none, and whether at least a hundredth of it is forbidden bytes of at least
 * four kinds.
 */
function countControls(
  bytes: Buffer,
  from: number,
  length: number,
): { readonly nul: number; readonly count: number; readonly isDirty: boolean } {
  let nul = -1;
  let count = 0;
  /** One bit for each of the 32 controls; the bit of BEL, which is not forbidden, is used for DEL. */
  let kinds = 0;
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i] ?? 0;
    if (FORBIDDEN[byte] !== 1) continue;
    if (byte === 0 && isBitField(bytes, i, from, from + length)) continue;
    if (byte === 0 && nul < 0) nul = i;
    count += 1;
    kinds |= 1 << (byte === 127 ? 7 : byte);
  }
  const isDirty = count >= LEAST && count * 100 >= length && bitsOf(kinds) >= MIN_KINDS;
  return { nul, count, isDirty };
}

function escapedNuls(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(ESCAPED_NUL); at >= 0; at = bytes.indexOf(ESCAPED_NUL, at + 2)) count += 1;
  return count;
}

/** Returns whether NULs were escaped in binary data with this number of control bytes. */
function isEnough(escaped: number, controls: number): boolean {
  return escaped > 0 && escaped * CONTROLS_PER_NUL >= controls;
}

/**
 * Returns whether a window is binary data of which each byte is a character of Latin-1 in UTF-8; damage is not: of its
 * bytes from 128 on hardly any are in such pairs.
 */
function areBytesAsCharacters(window: Buffer): boolean {
  let pairs = 0;
  // The window may begin or end inside a character.
  const start = ((window[0] ?? 0) & 0xc0) === 0x80 ? 1 : 0;
  for (let at = start; at < window.length - 1; at++) {
    const byte = window[at] ?? 0;
    if (byte < 0x80) continue;
    if (byte !== 0xc2 && byte !== 0xc3) return false;
    if (((window[at + 1] ?? 0) & 0xc0) !== 0x80) return false;
    pairs += 1;
    at += 1;
  }
  return pairs * LEAST_PAIRS >= window.length;
}

function bitsOf(set: number): number {
  let bits = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

/** Returns whether a byte never occurs in text. */
export function isForbidden(byte: number): boolean {
  return FORBIDDEN[byte] === 1;
}

/** Returns whether there may be control bytes, of any kind except DEL, in bytes of any length. */
export function hasControls(bytes: Buffer): boolean {
  return BYTE_KERNEL.hasLow(bytes, 0, bytes.length);
}

/**
 * Returns whether bytes are what a database exports as text: binary data without a NUL, but with NULs that are escaped, or
 * columns of bits.
 */
export function isExportedBinary(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (!hasControls(bytes)) return true;
  const start = countControls(bytes, 0, Math.min(bytes.length, SECTOR));
  const { nul, count } = countControls(bytes, 0, bytes.length);
  return nul < 0 && (!start.isDirty || isEnough(escapedNuls(bytes), count));
}

/**
 * Returns whether the NUL at a place is a field of its own: MySQL exports a BIT of zeros as one. What lies beyond a whole
 * window is not known.
 */
function isBitField(bytes: Uint8Array, at: number, from: number, to: number): boolean {
  const isSeparator = (place: number): boolean => SEPARATORS.includes(bytes[place] ?? 0);
  const isAfter = at + 1 < to ? isSeparator(at + 1) : (to - from) % WINDOW === 0;
  return isAfter && (at === from || isSeparator(at - 1));
}

/** Returns whether bytes contain no NUL and less than a hundredth of forbidden bytes. */
export function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  let count = 0;
  for (let i = 0; i < bytes.length; i++) count += FORBIDDEN[bytes[i] ?? 0] ?? 0;
  return bytes.length > 0 && count * 100 < bytes.length;
}
