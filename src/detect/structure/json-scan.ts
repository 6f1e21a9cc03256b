/** What a pass over JSON found; offsets are -1 where there is nothing. */
export type JsonFound = {
  readonly firstNul: number;
  /** A byte outside of strings that JSON does not have there, or a line end inside one. */
  readonly strange: number;
  /** A closing bracket without its opening one. */
  readonly mismatch: number;
  /** What is still open at the end: `a string`, `3 brackets`. */
  readonly open: string | undefined;
};

const MOST_DEPTH = 4096;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const MARK = [0xef, 0xbb, 0xbf];
/** RFC 7464 puts it before each value. */
const RECORD = 0x1e;
const STRANGE = 0;
const FREE = 1;
const OPEN = 2;
const CLOSE = 3;
const STRING = 4;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if ('{['.includes(char)) return OPEN;
  if ('}]'.includes(char)) return CLOSE;
  if (byte === QUOTE) return STRING;
  if (byte === RECORD) return FREE;
  return /[\s:,+\-.0-9a-zA-Z]/.test(char) && byte < 0x80 ? FREE : STRANGE;
});

/** Starts a pass: brackets are matched outside of strings, down to 4096 levels. */
export function makeJsonScan(): {
  readonly update: (bytes: Buffer) => void;
  readonly end: () => JsonFound;
} {
  const stack = new Uint8Array(MOST_DEPTH);
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  let offset = 0;
  let firstNul = -1;
  let strange = -1;
  let mismatch = -1;

  const seeStrange = (at: number): void => {
    if (strange < 0) strange = at;
  };
  const open = (byte: number, at: number): void => {
    if (depth < MOST_DEPTH) stack[depth] = byte;
    else seeStrange(at);
    depth += 1;
  };
  const close = (byte: number, at: number): void => {
    depth -= 1;
    // '{' and '[' are two less than what closes them.
    const isMatch = depth >= 0 && (depth >= MOST_DEPTH || stack[depth] === byte - 2);
    if (!isMatch && mismatch < 0) mismatch = at;
    depth = Math.max(depth, 0);
  };

  /** From inside a string to behind its end; the length where it goes on in the next chunk. */
  const passString = (bytes: Buffer, from: number): number => {
    let i = from;
    if (isEscaped && i < bytes.length) {
      isEscaped = false;
      i += 1;
    }
    for (; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) {
        isString = false;
        return i + 1;
      }
      if (byte === BACKSLASH) {
        i += 1;
        isEscaped = i === bytes.length;
      } else if (byte === 10) seeStrange(offset + i);
    }
    return bytes.length;
  };

  /** From outside of strings to behind the next quote. */
  const passRest = (bytes: Buffer, from: number): number => {
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      const kind = KINDS[byte];
      if (kind === FREE) continue;
      if (kind === STRING) {
        isString = true;
        return i + 1;
      }
      if (kind === OPEN) open(byte, offset + i);
      else if (kind === CLOSE) close(byte, offset + i);
      else if (byte !== 0) seeStrange(offset + i);
    }
    return bytes.length;
  };

  return {
    update(bytes) {
      const nul = firstNul < 0 ? bytes.indexOf(0) : -1;
      if (nul >= 0) firstNul = offset + nul;
      let i = 0;
      // A byte order mark is the only strange thing that may begin a file.
      while (i < bytes.length && offset + i < 3 && MARK[offset + i] === bytes[i]) i += 1;
      while (i < bytes.length) i = isString ? passString(bytes, i) : passRest(bytes, i);
      offset += bytes.length;
    },
    end: () => ({
      firstNul,
      strange,
      mismatch,
      open: isString ? 'a string' : depth > 0 ? `${depth} brackets` : undefined,
    }),
  };
}
