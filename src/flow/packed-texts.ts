/**
 * Many short texts as bytes: each costs its bytes and four more, where a string of its own costs sixty. Promises the texts that were
 * put in; the bytes lie in pages, so that little is copied as they grow.
 */
import { createNumbers } from './numbers.ts';

/** Texts by their number, in the order in which they were added. */
export type PackedTexts = {
  readonly length: () => number;
  push(text: string): void;
  readonly at: (index: number) => string;
};

/** Longer texts are kept as they are. */
const PAGE = 1 << 20;
const FIRST = 256;

/** Creates an empty collection of texts with one byte a character (`latin1`), or of hex digits, two of which are a byte. */
export function createPackedTexts(encoding: 'latin1' | 'hex'): PackedTexts {
  const pages: Buffer[] = [];
  const fills: number[] = [];
  const starts = createNumbers(Uint32Array);
  const long = new Map<number, string>();
  const charsPerByte = encoding === 'hex' ? 2 : 1;

  /** Returns the number of a page with room for so many bytes; only the first grows. */
  const pageWith = (bytes: number): number => {
    const last = pages.length - 1;
    const page = pages[last];
    const fill = fills[last] ?? 0;
    // What is empty does not begin where a page ends, which is where the next one begins.
    const isFull = fill === PAGE;
    if (page !== undefined && fill + bytes <= page.length && !isFull) return last;
    if (last > 0 || fill + bytes > PAGE || isFull) {
      fills.push(0);
      return pages.push(Buffer.allocUnsafeSlow(PAGE)) - 1;
    }
    const size = Math.min(PAGE, Math.max(FIRST, 2 * (fill + bytes)));
    const larger = Buffer.allocUnsafe(size);
    page?.copy(larger, 0, 0, fill);
    pages[0] = larger;
    fills[0] = fill;
    return 0;
  };
  /** Where a text ends in its page: where the next one begins, or where the page is filled to. */
  const endOf = (index: number, page: number): number => {
    const next = index + 1 < starts.length() ? starts.at(index + 1) : (page + 1) * PAGE;
    return next < (page + 1) * PAGE ? next % PAGE : (fills[page] ?? 0);
  };

  const add = (text: string): void => {
    const bytes = text.length / charsPerByte;
    const number = pageWith(bytes);
    const fill = fills[number] ?? 0;
    pages[number]?.write(text, fill, encoding);
    fills[number] = fill + bytes;
    starts.push(number * PAGE + fill);
  };

  return {
    length: starts.length,
    push(text) {
      const bytes = text.length / charsPerByte;
      if (bytes > PAGE) {
        long.set(starts.length(), text);
        add('');
      } else add(text);
    },
    at(index) {
      const whole = long.get(index);
      if (whole !== undefined) return whole;
      const start = starts.at(index);
      const page = Math.floor(start / PAGE);
      return pages[page]?.toString(encoding, start % PAGE, endOf(index, page)) ?? '';
    },
  };
}
