/** Bytes that no text has, in no legacy charset either: controls but for BEL to SI (RFC 20), SUB and ESC; and DEL. */
const FORBIDDEN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === 127 || (byte < 32 && !(byte >= 7 && byte <= 15) && byte !== 26 && byte !== 27)),
);
const WINDOW = 4096;
const LEAST = 8;
/** Separators are one or two kinds of control bytes; random bytes have all of them. */
const LEAST_KINDS = 4;

/** Looks for control bytes in text as it streams by. */
export type ControlBytes = {
  readonly update: (bytes: Uint8Array) => void;
  /** What is wrong and where, or undefined. */
  readonly end: () => string | undefined;
};

/** Watches the windows of 4 KiB of a file: the first NUL, and the first window of which a hundredth is forbidden. */
export function makeControlBytes(): ControlBytes {
  let offset = 0;
  let firstNul = -1;
  let dirty = -1;
  let count = 0;
  /** A bit for each of the 32 controls; that of BEL, which is none of them, stands for DEL. */
  let kinds = 0;
  const closeWindow = (end: number): void => {
    const start = Math.floor((end - 1) / WINDOW) * WINDOW;
    const isDirty = count >= LEAST && count * 100 >= end - start && bitsOf(kinds) >= LEAST_KINDS;
    if (isDirty && dirty < 0) dirty = start;
    count = 0;
    kinds = 0;
  };
  const see = (byte: number, at: number): void => {
    if (byte === 0 && firstNul < 0) firstNul = at;
    count += 1;
    kinds |= 1 << (byte === 127 ? 7 : byte);
  };
  return {
    update(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const to = Math.min(bytes.length, from + WINDOW - (offset % WINDOW));
        for (let i = from; i < to; i++) {
          const byte = bytes[i] ?? 0;
          if (FORBIDDEN[byte] === 1) see(byte, offset + i - from);
        }
        offset += to - from;
        from = to;
        if (offset % WINDOW === 0 && count > 0) closeWindow(offset);
      }
    },
    end() {
      if (offset % WINDOW !== 0) closeWindow(offset);
      if (dirty >= 0 && (firstNul < 0 || dirty <= firstNul))
        return `control bytes from ${dirty} on, which text has none of`;
      return firstNul < 0 ? undefined : `a NUL at ${firstNul} in text`;
    },
  };
}

function bitsOf(set: number): number {
  let bits = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

/** Whether a stretch has no NUL and less than a hundredth of forbidden bytes. */
export function isPlainText(bytes: Uint8Array): boolean {
  let count = 0;
  for (const byte of bytes) {
    if (byte === 0) return false;
    count += FORBIDDEN[byte] ?? 0;
  }
  return bytes.length > 0 && count * 100 < bytes.length;
}
