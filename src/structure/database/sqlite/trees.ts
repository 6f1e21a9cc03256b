import { isZero } from '../../kit/read-int.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, SOUND } from '../../kit/verdicts.ts';
import { checkTreePage } from './page.ts';

/** Pages of a database are counted up to 2^24 here: 2 MB of bits. */
const MAX_PAGES = 2 ** 24;
const BITS = 32_768;
const MAX_ZEROS = 65_536;
/** Where SQLite locks a database, in bytes: the page there is never written. */
export const LOCK = 2 ** 30;

/** Checks the pages of one database against each other. */
export type Trees = {
  /** Receives a page; `start` is where its own header begins in it. */
  see(number: number, page: Buffer, start: number): void;
  end(pageSize: number): StructureVerdict;
};

/**
 * Creates the check from the fields of the header: `pages` is 0 where it does not count them, `free` is the number of
 * pages in the free list.
 */
export function createTrees({
  reserved,
  pages,
  free,
}: {
  readonly reserved: number;
  readonly pages: number;
  readonly free: number;
}): Trees {
  const children = createPageSet();
  const overflows = createPageSet();
  const zeros: number[] = [];
  let wrong: string | undefined;

  return {
    see(number, page, start) {
      if (page[start] === 0) {
        // An overflow page begins with the number of the next one; others may appear to, which only makes this check
        // more lenient.
        if (!isZero(page)) overflows.add(page.readUInt32BE(0));
        else if (zeros.length < MAX_ZEROS) zeros.push(number);
        return;
      }
      const found = checkTreePage(page, start, reserved, pages);
      found.children.forEach(children.add);
      found.overflows.forEach(overflows.add);
      if (found.wrong !== undefined)
        wrong ??= `page ${number} at ${(number - 1) * page.length}: ${found.wrong}`;
    },
    end(pageSize) {
      if (wrong !== undefined) return broken(wrong);
      const lost = zeros.find(children.has);
      if (lost !== undefined)
        return broken(`page ${lost} at ${(lost - 1) * pageSize} is all zeros, but another page refers to it`);
      const locked = LOCK / pageSize + 1;
      // The last page of a long value may be zeros.
      const spare = zeros.filter((number) => number !== locked && !overflows.has(number));
      if (spare.length <= free) return SOUND;
      const where = `the first at ${((spare[0] ?? 1) - 1) * pageSize}`;
      return asWarning(
        broken(`${spare.length} pages are all zeros, ${where}, but the free list has ${free}`),
      );
    },
  };
}

/** Creates a set of page numbers as bits, allocated as needed. */
function createPageSet(): { readonly add: (page: number) => void; readonly has: (page: number) => boolean } {
  const parts = new Map<number, Int32Array>();
  const partOf = (page: number): Int32Array | undefined => parts.get(Math.floor(page / BITS));
  return {
    add(page) {
      if (page >= MAX_PAGES) return;
      const bits = partOf(page) ?? new Int32Array(BITS / 32);
      const word = (page % BITS) >> 5;
      bits[word] = (bits[word] ?? 0) | (1 << (page & 31));
      parts.set(Math.floor(page / BITS), bits);
    },
    has: (page) => (((partOf(page)?.[(page % BITS) >> 5] ?? 0) >>> (page & 31)) & 1) === 1,
  };
}
