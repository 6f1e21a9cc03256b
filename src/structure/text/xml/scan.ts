/** The result of a pass over XML. */
export type XmlFound = {
  readonly firstNul: number;
  readonly depth: number;
  /** The construct in which the file ends, if any. */
  readonly inside: string | undefined;
  /** The name of the first element, '' where there was none. */
  readonly root: string;
  /** More was closed than opened: not the XML that this pass supports. */
  readonly isOdd: boolean;
};

type State = 'text' | 'open' | 'tag' | 'declaration' | 'comment' | 'instruction' | 'cdata';

const CLOSED_BY = { comment: '-->', instruction: '?>', cdata: ']]>' } as const;
const NAMES = {
  open: 'a tag',
  tag: 'a tag',
  declaration: 'a declaration',
  comment: 'a comment',
  instruction: 'an instruction',
  cdata: 'a CDATA section',
} as const;
const [LESS, GREATER, SLASH, QUOTE, APOSTROPHE] = [0x3c, 0x3e, 0x2f, 0x22, 0x27];

const STARTS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[\w:\x80-\xff]/.test(String.fromCharCode(byte))),
);
const IN_TAG = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number([GREATER, QUOTE, APOSTROPHE].includes(byte)),
);
/** For this many bytes a loop is faster than the platform's search. */
const NEAR = 24;

/** Creates a pass that counts elements; it understands comments, CDATA, instructions and declarations with a subset. */
export function createXmlScan(): { readonly update: (bytes: Buffer) => void; readonly end: () => XmlFound } {
  let state: State = 'text';
  let offset = 0;
  let firstNul = -1;
  let depth = 0;
  let root = '';
  let isOdd = false;
  /** What follows '<', the last bytes of a section, or the open quote. */
  let start = '';
  let last = '';
  let quote = 0;
  let isClosing = false;
  let previous = 0;
  let subset = 0;
  let below: State = 'text';

  const begin = (next: State): void => {
    state = next;
    last = '';
    quote = 0;
    previous = 0;
  };

  const see = (byte: number): void => {
    if (state === 'open') seeOpen(byte);
    else if (state === 'tag') seeTag(byte);
    else if (state === 'declaration') seeDeclaration(byte);
    else if (state !== 'text') {
      const end = CLOSED_BY[state];
      last = (last + String.fromCharCode(byte)).slice(-end.length);
      if (last === end) state = below;
    }
  };

  /** Skips what cannot end the current construct; returns the position of the next byte that may, or the length. */
  const passBoring = (bytes: Buffer, from: number): number => {
    if (state === 'text') {
      const less = bytes.indexOf(LESS, from);
      if (less < 0) return bytes.length;
      state = 'open';
      start = '';
      below = 'text';
      return less + 1;
    }
    if (state === 'comment' || state === 'instruction' || state === 'cdata') {
      const end = CLOSED_BY[state];
      if (last !== '' && end.includes(last.slice(-1))) return from;
      const next = bytes.indexOf(end.charCodeAt(0), from);
      return next < 0 ? bytes.length : next;
    }
    if (state !== 'tag' || root === '') return from;
    let i = from;
    if (quote !== 0) {
      while (i < bytes.length && bytes[i] !== quote) i += 1;
      return i;
    }
    for (; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === GREATER || byte === QUOTE || byte === APOSTROPHE) break;
    }
    if (i > from) previous = bytes[i - 1] ?? 0;
    return i;
  };

  /** Reads enough of what follows '<' to recognise it. */
  const seeOpen = (byte: number): void => {
    start += String.fromCharCode(byte);
    if (start === '?') begin('instruction');
    else if (start === '!--') begin('comment');
    else if (start === '![CDATA[') begin('cdata');
    else if ('!--'.startsWith(start) || '![CDATA['.startsWith(start)) return;
    else if (start.startsWith('!')) {
      subset += below === 'text' ? 0 : 1;
      if (below === 'text') subset = 1;
      begin('declaration');
      seeDeclaration(byte);
    } else {
      isClosing = byte === SLASH;
      if (!isClosing && !/[\w:\x80-\xff]/.test(start)) isOdd = true;
      begin('tag');
      if (!isClosing) seeTag(byte);
    }
  };

  const seeTag = (byte: number): void => {
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
    else if (byte === GREATER) {
      if (isClosing) depth -= 1;
      else {
        if (root === '') root = last;
        if (previous !== SLASH) depth += 1;
      }
      if (depth < 0) isOdd = true;
      state = 'text';
    } else if (root === '' && last.length < 64 && !/\s$/.test(last) && byte !== SLASH)
      last = /\s/.test(String.fromCharCode(byte)) ? `${last} ` : last + String.fromCharCode(byte);
    if (byte === GREATER && root !== '') root = root.trimEnd();
    previous = byte;
  };

  /** Reads a declaration; `subset` counts the nested declarations that are open. */
  const seeDeclaration = (byte: number): void => {
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
    else if (byte === LESS) {
      state = 'open';
      start = '';
      below = 'declaration';
    } else if (byte === GREATER) {
      subset -= 1;
      if (subset <= 0) state = 'text';
    }
  };

  /**
   * Skips elements and text that lie entirely in the current bytes, which is nearly all of them, and stops at the '<'
   * of anything else; -1 where there is no '<'.
   */
  const passElements = (bytes: Buffer, from: number): number => {
    for (let at = from; ; ) {
      const less = nextLess(bytes, at);
      if (less < 0) return -1;
      const next = bytes[less + 1] ?? 0;
      const isEnd = next === SLASH;
      if (!isEnd && STARTS_NAME[next] === 0) return less;
      let i = less + 2;
      for (; i < bytes.length; i++) {
        const byte = bytes[i] ?? 0;
        if (IN_TAG[byte] === 0) continue;
        if (byte === GREATER) break;
        i += 1;
        while (i < bytes.length && bytes[i] !== byte) i += 1;
      }
      if (i >= bytes.length) return less;
      if (isEnd) depth -= 1;
      else if (bytes[i - 1] !== SLASH) depth += 1;
      if (depth < 0) isOdd = true;
      at = i + 1;
    }
  };

  return {
    update(bytes) {
      if (firstNul < 0) {
        const nul = bytes.indexOf(0);
        if (nul >= 0) firstNul = offset + nul;
      }
      for (let i = 0; i < bytes.length; ) {
        if (state === 'text' && root !== '') {
          i = passElements(bytes, i);
          if (i < 0) break;
        }
        i = passBoring(bytes, i);
        if (i < bytes.length) see(bytes[i] ?? 0);
        i += 1;
      }
      offset += bytes.length;
    },
    end: () => ({ firstNul, depth, inside: state === 'text' ? undefined : NAMES[state], root, isOdd }),
  };
}

function nextLess(bytes: Buffer, from: number): number {
  const near = Math.min(from + NEAR, bytes.length);
  for (let i = from; i < near; i++) if (bytes[i] === LESS) return i;
  return bytes.indexOf(LESS, near);
}
