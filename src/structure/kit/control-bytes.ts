import type { Depth } from '../../model/content.ts';

/** Bytes that no text has, in no legacy charset either: controls but for BEL to SI (RFC 20), SUB and ESC; and DEL. */
const FORBIDDEN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === 127 || (byte < 32 && !(byte >= 7 && byte <= 15) && byte !== 26 && byte !== 27)),
);
/** What `mayHaveControls` looks for. */
const IS_LOW = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte < 8 || (byte > 15 && byte < 32)));
const WINDOW = 4096;
const SECTOR = 512;
/** Windows for the next files: to make one takes longer than to look at a short file. */
const SPARE: Buffer[] = [];
const MOST_SPARE = 4;
const LEAST = 8;
/** Separators are one or two kinds of control bytes; random bytes have all of them. */
const LEAST_KINDS = 4;
/** Data exported as text (mysqldump --tab, SELECT INTO OUTFILE) escapes NULs, and may hold any other byte. */
const ESCAPED_NUL = Buffer.from('\\0');
const LEAST_ESCAPED = 4;

/** Looks for control bytes in text as it streams by. */
export type ControlBytes = {
  readonly update: (bytes: Uint8Array) => void;
  /** What is wrong and where, or undefined. */
  readonly end: () => string | undefined;
};

/**
 * Watches the windows of 4 KiB of a file: the first NUL, and the first window of which a hundredth is forbidden. A window
 * is counted where it has a NUL, or where a sample of 512 bytes of it has something else that is strange; all of it is
 * the sample at depth `deep`.
 */
export function createControlBytes(depth: Depth): ControlBytes {
  const rest = SPARE.pop() ?? Buffer.allocUnsafeSlow(WINDOW);
  let restLength = 0;
  let offset = 0;
  let firstNul = -1;
  let dirty = -1;

  /** What comes behind the first finding changes no verdict. */
  const isSettled = (): boolean => dirty >= 0 || firstNul >= 0;
  const see = (bytes: Buffer, at: number, length: number): void => {
    const { nul, isDirty } = countControls(bytes, at, length);
    if (isDirty) dirty = offset;
    if (nul >= 0) firstNul = offset + nul - at;
  };
  /** The sample of a whole window; the sector moves with the window, as a pattern may repeat itself. */
  const looksStrange = (bytes: Buffer, at: number): boolean => {
    if (depth === 'deep') return mayHaveControls(bytes, at, at + WINDOW);
    const from = at + (((offset / WINDOW) * 5) & 7) * SECTOR;
    return mayHaveControls(bytes, from, from + SECTOR);
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
        // A step is two words; spaces fill up the last one, for they are text. A NUL is a control too.
        const filled = (restLength + 7) & ~7;
        rest.fill(0x20, restLength, filled);
        if (mayHaveControls(rest, 0, filled)) see(rest, 0, restLength);
      }
      restLength = 0;
      if (SPARE.length < MOST_SPARE) SPARE.push(rest);
      if (dirty >= 0) return `control bytes from ${dirty} on, which text has none of`;
      return firstNul < 0 ? undefined : `a NUL at ${firstNul} in text`;
    },
  };
}

/** The first NUL of a window, -1 for none, and whether a hundredth of it, and of four kinds at least, is forbidden. */
function countControls(
  bytes: Buffer,
  from: number,
  length: number,
): { readonly nul: number; readonly isDirty: boolean } {
  let nul = -1;
  let count = 0;
  /** A bit for each of the 32 controls; that of BEL, which is none of them, stands for DEL. */
  let kinds = 0;
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i] ?? 0;
    if (FORBIDDEN[byte] !== 1) continue;
    if (byte === 0 && nul < 0) nul = i;
    count += 1;
    kinds |= 1 << (byte === 127 ? 7 : byte);
  }
  const isFull = count >= LEAST && count * 100 >= length && bitsOf(kinds) >= LEAST_KINDS;
  return { nul, isDirty: isFull && (nul >= 0 || !escapesNuls(bytes.subarray(from, from + length))) };
}

function escapesNuls(window: Buffer): boolean {
  let at = -1;
  for (let found = 0; found < LEAST_ESCAPED; found++) {
    at = window.indexOf(ESCAPED_NUL, at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** False only where every byte is 8 to 15 or 32 and above: so no kind of control byte, but for DEL, is there. */
function mayHaveControls(bytes: Buffer, from: number, to: number): boolean {
  const at = bytes.byteOffset + from;
  if (at % 4 !== 0) {
    for (let i = from; i < to; i++) if (IS_LOW[bytes[i] ?? 0] === 1) return true;
    return false;
  }
  // Four bytes at a time: the highest bit of each is set where one of its bits 5 to 7 is, or bit 3 without bit 4.
  const words = new Int32Array(bytes.buffer, at, (to - from) >> 2);
  let plain = -1;
  for (let i = 0; i < words.length; i += 2) {
    const one = words[i] ?? 0;
    const two = words[i + 1] ?? 0;
    plain &=
      (one | (one << 1) | (one << 2) | ((one & ~(one >>> 1)) << 4)) &
      (two | (two << 1) | (two << 2) | ((two & ~(two >>> 1)) << 4));
  }
  return (plain & 0x80808080) !== (0x80808080 | 0);
}

function bitsOf(set: number): number {
  let bits = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

/** Whether text never has a byte. */
export function isForbidden(byte: number): boolean {
  return FORBIDDEN[byte] === 1;
}

/** Whether a stretch has no NUL and less than a hundredth of forbidden bytes. */
export function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  let count = 0;
  for (let i = 0; i < bytes.length; i++) count += FORBIDDEN[bytes[i] ?? 0] ?? 0;
  return bytes.length > 0 && count * 100 < bytes.length;
}
