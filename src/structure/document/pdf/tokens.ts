import { createObjects } from './objects.ts';

const MAX_KEPT = 4096;
const NEAR = 32;
const LONGEST_WORD = 64;
const LONGEST_DICTIONARY = 4096;
const TOKEN =
  /%%EOF|startxref\s{1,8}(\d{1,15})|\bxref\b|\b\d{1,10} \d{1,5} obj\b|\b\d{10} \d{5} n\b|\/Encrypt\b|\/Linearized\b|(?<!end)stream(?:\r\n|\n|\r)/g;

/** Reads a PDF outside its streams. */
export type Tokens = {
  /**
   * Parses text (one character per byte) that starts at an offset, tokens that begin before `until`; stops at a stream.
   */
  see(text: string, offset: number, until: number): { readonly used: number; readonly stream?: string };
  found(): {
    /** Whether %%EOF follows the last object, and the offset after the last one. */
    readonly ended: boolean;
    readonly end: number;
    /** The length in bytes given in a linearised file, 0 where it is not linearised. */
    readonly declaredSize: number;
    readonly isEncrypted: boolean;
    /** Where the last startxref points. */
    readonly pointer: number | undefined;
    readonly isPointerGood: boolean;
    /** The first offset at which a cross-reference table lists an object but there is none. */
    readonly lost: number | undefined;
  };
};

/** Creates a reader of tokens; offsets in the file count from the header, which is at `start`. */
export function createTokens(start: number): Tokens {
  const tables = new Set<number>();
  const objects = createObjects();
  let isOverfull = false;
  let ended = false;
  let end = 0;
  let declaredSize = 0;
  let isEncrypted = false;
  let pointer: number | undefined;
  let object = 0;
  let dictionary = '';

  const keep = (offset: number): void => {
    if (tables.size < MAX_KEPT) tables.add(offset);
    else isOverfull = true;
  };

  const meet = (token: string, digits: string | undefined, at: number, after: string): void => {
    if (token === '%%EOF') {
      ended = true;
      end = at + token.length;
    } else if (digits !== undefined) pointer = Number(digits);
    else if (token === 'xref') keep(at);
    else if (token === '/Encrypt') isEncrypted = true;
    else if (token.endsWith('n')) objects.expect(Number(token.slice(0, 10)) + start);
    else if (token === '/Linearized')
      declaredSize ||= Number(/\/L\s+(\d{1,15})/.exec(after)?.[1] ?? 0) + start;
    else {
      object = at;
      objects.meet(at);
      ended = false;
    }
  };

  return {
    see(text, offset, limit) {
      TOKEN.lastIndex = 0;
      let until = limit;
      // A word cut in two would be read as another one: `end` and `stream`.
      while (limit < text.length && until > limit - LONGEST_WORD && !/\s/.test(text.charAt(until - 1)))
        until--;
      let from = 0;
      for (const match of text.matchAll(TOKEN)) {
        const [token, digits] = match;
        if (match.index >= until) break;
        const at = offset + match.index;
        if (token.startsWith('stream')) {
          const whole = (dictionary + text.slice(from, match.index)).slice(-LONGEST_DICTIONARY);
          dictionary = '';
          if (/\/XRef\b/.test(whole)) keep(object);
          return { used: match.index + token.length, stream: whole };
        }
        if (token.endsWith('obj')) {
          dictionary = '';
          from = match.index;
        }
        meet(token, digits, at, text.slice(match.index, match.index + 512));
        until = Math.max(until, match.index + token.length);
      }
      const used = until;
      dictionary = (dictionary + text.slice(from, used)).slice(-LONGEST_DICTIONARY);
      return { used };
    },
    found() {
      const wanted = (pointer ?? -1) + start;
      const isNear = [...tables].some(
        (at) => Math.abs(at - wanted) <= NEAR || Math.abs(at + start - wanted) <= NEAR,
      );
      const isPointerGood = isOverfull || isNear;
      return { ended, end, declaredSize, isEncrypted, pointer, isPointerGood, lost: objects.lost() };
    },
  };
}
