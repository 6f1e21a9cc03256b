/**
 * A lenient parser of JSON, byte by byte and with flat memory. It accepts what programs accept beyond RFC 8259: comments,
 * commas before a closing bracket, single quotes and names without quotes (JSON5), several documents (JSON Lines, RFC
 * 7464), calls as MongoDB exports them, and a byte order mark. Anything else is no JSON of any dialect.
 */

/** What is wrong first, in words with its offset, and what is still open at the end. */
export type JsonParsed = {
  readonly fault: string | undefined;
  readonly open: string | undefined;
  /** A closing bracket does not match the opening one. */
  readonly isMismatch: boolean;
  /** There was a value at all. */
  readonly hasValue: boolean;
};

const MAX_DEPTH = 4096;
const LONGEST_WORD = 512;
const LONGEST_SHOWN = 24;
const VALUE =
  /^(?:[-+]?(?:(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:e[-+]?\d+)?|0x[\da-f]+|infinity|inf|nan)n?|true|false|null|none|undefined)$/i;
const NAME = /^[\w$\x80-\xff.-]+$/;
const MARK = [0xef, 0xbb, 0xbf];
const [TAB, LINE_END, QUOTE, APOSTROPHE, BACKSLASH, RETURN] = [0x09, 0x0a, 0x22, 0x27, 0x5c, 0x0d];
const [SLASH, STAR, HASH, COMMA, COLON, MINUS, POINT] = [0x2f, 0x2a, 0x23, 0x2c, 0x3a, 0x2d, 0x2e];

/** What a byte means outside strings. */
const KIND = {
  blank: 0,
  word: 1,
  quote: 2,
  open: 3,
  close: 4,
  comma: 5,
  colon: 6,
  comment: 7,
  none: 8,
} as const;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (' \t\n\v\f\r\x1e'.includes(char)) return KIND.blank;
  if (/[\w$.+\x80-\xff-]/.test(char)) return KIND.word;
  if (byte === QUOTE || byte === APOSTROPHE) return KIND.quote;
  if ('{[('.includes(char)) return KIND.open;
  if ('}])'.includes(char)) return KIND.close;
  if (byte === COMMA) return KIND.comma;
  if (byte === COLON) return KIND.colon;
  return byte === SLASH || byte === HASH ? KIND.comment : KIND.none;
});
const STOPS_STRING = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number([QUOTE, APOSTROPHE, BACKSLASH].includes(byte) || (byte < 32 && byte !== TAB)),
);
const CLOSES: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

type Expected = 'a value' | 'a name' | 'a colon' | 'a comma';
type Mode = 'free' | 'string' | 'word' | 'slash' | 'line comment' | 'comment' | 'star';

/** Creates a parser. */
export function createJsonParser(): {
  readonly update: (bytes: Buffer) => void;
  readonly end: () => JsonParsed;
} {
  const stack: string[] = [];
  let expected: Expected = 'a value';
  let mode: Mode = 'free';
  let quote = 0;
  let isEscaped = false;
  let word = '';
  let wordAt = 0;
  let offset = 0;
  let fault: string | undefined;
  let isMismatch = false;
  let hasValue = false;

  const fail = (what: string, at: number): void => {
    fault ??= `${what} at ${at}, where ${expected} or an end should be`;
  };
  const hasFailed = (): boolean => fault !== undefined;
  const finishValue = (): void => {
    hasValue = true;
    expected = stack.length === 0 ? 'a value' : 'a comma';
  };
  /** Takes a string or a word, where one may be. */
  const scalar = (what: string, at: number): void => {
    if (expected === 'a name') expected = 'a colon';
    else if (expected === 'a value') finishValue();
    else fail(what, at);
  };
  const endWord = (next: number): void => {
    mode = 'free';
    const isCall = next === 0x28 && expected === 'a value';
    const isNew = word === 'new' && expected === 'a value';
    if (isCall || isNew) return;
    const isRight = word.length >= LONGEST_WORD || (expected === 'a name' ? NAME : VALUE).test(word);
    const what = `"${word.slice(0, LONGEST_SHOWN).replaceAll(/[^ -~]/g, '?')}"`;
    if (isRight) scalar(what, wordAt);
    else fail(what, wordAt);
  };
  const openBracket = (char: string, at: number): void => {
    if (expected !== 'a value') return fail(`"${char}"`, at);
    if (stack.length >= MAX_DEPTH) return fail(`the bracket of level ${MAX_DEPTH}`, at);
    stack.push(char);
    expected = char === '{' ? 'a name' : 'a value';
  };
  const closeBracket = (char: string, at: number): void => {
    const opened = stack.pop();
    if (opened === undefined || CLOSES[opened] !== char) {
      fault ??= `the closing bracket at ${at} does not match an opening one`;
      isMismatch = true;
      return;
    }
    if (expected === 'a colon' || (opened === '{' && expected === 'a value')) fail(`"${char}"`, at);
    finishValue();
  };
  const comma = (at: number): void => {
    if (expected !== 'a comma') return fail('a comma', at);
    expected = stack.at(-1) === '{' ? 'a name' : 'a value';
  };
  const colon = (at: number): void => {
    if (expected !== 'a colon') return fail('a colon', at);
    expected = 'a value';
  };
  const begin = (byte: number, at: number): void => {
    const kind = KINDS[byte];
    const char = String.fromCharCode(byte);
    if (kind === KIND.quote) {
      mode = 'string';
      quote = byte;
      if (expected !== 'a name' && expected !== 'a value') fail('a string', at);
    } else if (kind === KIND.word) {
      mode = 'word';
      word = '';
      wordAt = at;
    } else if (kind === KIND.open) openBracket(char, at);
    else if (kind === KIND.close) closeBracket(char, at);
    else if (kind === KIND.comma) comma(at);
    else if (kind === KIND.colon) colon(at);
    else if (kind === KIND.comment) mode = byte === HASH ? 'line comment' : 'slash';
    else fail(`the byte ${byte.toString(16).padStart(2, '0')}`, at);
  };

  /** Passes the rest of a string; returns the place after it, or after what is there of it. */
  const passString = (bytes: Buffer, from: number): number => {
    for (let i = from; i < bytes.length; i++) {
      if (!isEscaped) while (i < bytes.length && STOPS_STRING[bytes[i] ?? 0] === 0) i += 1;
      if (i >= bytes.length) break;
      const byte = bytes[i] ?? 0;
      if (isEscaped) isEscaped = false;
      else if (byte === quote) {
        mode = 'free';
        scalar('a string', offset + i);
        return i + 1;
      } else if (byte === BACKSLASH) isEscaped = true;
      else if (byte < 32 && byte !== TAB) {
        fail(
          byte === LINE_END || byte === RETURN ? 'a line end inside a string' : 'a control byte',
          offset + i,
        );
        return bytes.length;
      }
    }
    return bytes.length;
  };
  const passWord = (bytes: Buffer, from: number): number => {
    let to = from;
    while (to < bytes.length && KINDS[bytes[to] ?? 0] === KIND.word) to += 1;
    if (word === '' && to < bytes.length && expected === 'a value' && isNumber(bytes, from, to)) {
      mode = 'free';
      finishValue();
      return to;
    }
    if (word.length < LONGEST_WORD) word += bytes.toString('latin1', from, Math.min(to, from + LONGEST_WORD));
    if (to < bytes.length) endWord(bytes[to] ?? 0);
    return to;
  };
  const passComment = (bytes: Buffer, from: number): number => {
    if (mode === 'line comment') {
      const end = bytes.indexOf(LINE_END, from);
      if (end >= 0) mode = 'free';
      return end < 0 ? bytes.length : end + 1;
    }
    const byte = bytes[from] ?? 0;
    if (mode === 'slash') {
      mode = byte === SLASH ? 'line comment' : 'comment';
      if (byte !== SLASH && byte !== STAR) fail('a slash', offset + from - 1);
    } else if (mode === 'star' && byte === SLASH) mode = 'free';
    else mode = byte === STAR ? 'star' : 'comment';
    return from + 1;
  };
  const passFree = (bytes: Buffer, from: number): number => {
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      const kind = KINDS[byte];
      if (kind === KIND.blank) continue;
      begin(byte, offset + i);
      if (kind === KIND.word) return i;
      if (mode !== 'free' || fault !== undefined) return i + 1;
    }
    return bytes.length;
  };

  return {
    update(bytes) {
      let i = 0;
      while (offset + i < 3 && i < bytes.length && MARK[offset + i] === bytes[i]) i += 1;
      while (i < bytes.length && !hasFailed()) {
        if (mode === 'free') i = passFree(bytes, i);
        else if (mode === 'string') i = passString(bytes, i);
        else if (mode === 'word') i = passWord(bytes, i);
        else i = passComment(bytes, i);
      }
      offset += bytes.length;
    },
    end() {
      if (fault === undefined && mode === 'word') endWord(0);
      const isComment = mode === 'comment' || mode === 'star';
      const brackets = stack.length > 0 ? `${stack.length} brackets` : undefined;
      const open = mode === 'string' ? 'a string' : isComment ? 'a comment' : brackets;
      return { fault, open, isMismatch, hasValue };
    },
  };
}

/** Returns whether a word is a plain number, which is the most frequent one and needs no text made of it. */
function isNumber(bytes: Buffer, from: number, to: number): boolean {
  const start = bytes[from] === MINUS ? from + 1 : from;
  let points = 0;
  for (let i = start; i < to; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === POINT && i > start) points += 1;
    else if (byte < 0x30 || byte > 0x39) return false;
  }
  return to > start && points < 2;
}
