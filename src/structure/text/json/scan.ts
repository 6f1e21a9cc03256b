/** The result of a pass over JSON; offsets are -1 where there is nothing. */
export type JsonFound = {
  /** The first bracket, 0 where there is none. */
  readonly first: number;
  /** A byte that JSON does not have outside strings, or a line end inside a string. */
  readonly strange: number;
  /** A closing bracket without its opening one. */
  readonly mismatch: number;
  /** What is still open at the end: `a string`, `3 brackets`. */
  readonly open: string | undefined;
};

const MAX_DEPTH = 4096;
const [QUOTE, BACKSLASH, LINE_END] = [0x22, 0x5c, 0x0a];
const MARK = [0xef, 0xbb, 0xbf];
/** RFC 7464 puts it before each value. */
const RECORD = 0x1e;
const STRANGE = 0;
const FREE = 1;
/** Opens a value. */
export const OPEN = 2;
const CLOSE = 3;
const STRING = 4;
/** The kind of each byte outside strings. */
export const KINDS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if ('{['.includes(char)) return OPEN;
  if ('}]'.includes(char)) return CLOSE;
  if (byte === QUOTE) return STRING;
  if (byte === RECORD) return FREE;
  return /[\s:,+\-.0-9a-zA-Z]/.test(char) && byte < 0x80 ? FREE : STRANGE;
});

const IS_TOKEN = KINDS.map((kind) => Number(kind !== FREE));
const ENDS_STRING = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number([QUOTE, BACKSLASH, LINE_END].includes(byte)),
);

/** Creates a pass: brackets are matched outside strings, down to 4096 levels. */
export function createJsonScan(): {
  readonly update: (bytes: Buffer) => void;
  readonly end: () => JsonFound;
  /** Returns whether the first value is still open, or this is already known not to be JSON. */
  readonly mayBeOneValue: () => boolean;
} {
  let stack = new Uint8Array(64);
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  let offset = 0;
  let strange = -1;
  let mismatch = -1;
  let first = 0;
  let hasClosed = false;

  const seeStrange = (at: number): void => {
    if (strange < 0) strange = at;
  };
  const open = (byte: number, at: number): void => {
    if (first === 0) first = byte;
    if (depth === stack.length && depth < MAX_DEPTH) stack = grown(stack);
    if (depth < MAX_DEPTH) stack[depth] = byte;
    else seeStrange(at);
    depth += 1;
  };
  const close = (byte: number, at: number): void => {
    depth -= 1;
    // The codes of '{' and '[' are two less than those of their closing brackets.
    const isMatch = depth >= 0 && (depth >= MAX_DEPTH || stack[depth] === byte - 2);
    if (!isMatch && mismatch < 0) mismatch = at;
    depth = Math.max(depth, 0);
    if (depth === 0) hasClosed = true;
  };

  return {
    update(bytes) {
      let i = 0;
      // A byte order mark is the only other thing with which a file may begin.
      while (i < bytes.length && offset + i < 3 && MARK[offset + i] === bytes[i]) i += 1;
      if (isEscaped && i < bytes.length) {
        isEscaped = false;
        i += 1;
      }
      let inString = isString;
      while (i < bytes.length) {
        const stops = inString ? ENDS_STRING : IS_TOKEN;
        while (i < bytes.length && stops[bytes[i] ?? 0] === 0) i += 1;
        if (i >= bytes.length) break;
        const byte = bytes[i] ?? 0;
        const kind = KINDS[byte];
        if (inString) {
          if (byte === QUOTE) inString = false;
          else if (byte === BACKSLASH) i += 1;
          else seeStrange(offset + i);
        } else if (kind === STRING) inString = true;
        else if (kind === OPEN) open(byte, offset + i);
        else if (kind === CLOSE) close(byte, offset + i);
        else if (byte !== 0) seeStrange(offset + i);
        i += 1;
      }
      isEscaped = i > bytes.length;
      isString = inString;
      offset += bytes.length;
    },
    mayBeOneValue: () => strange >= 0 || mismatch >= 0 || (first !== 0 && !hasClosed),
    end: () => ({
      first,
      strange,
      mismatch,
      open: isString ? 'a string' : depth > 0 ? `${depth} brackets` : undefined,
    }),
  };
}

function grown(stack: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const twice = new Uint8Array(stack.length * 2);
  twice.set(stack);
  return twice;
}
