/**
 * Pages of SQLite's b-trees (fileformat2.html, 1.6): 2 and 5 are interior pages, of an index and of a table; 10 and 13
 * are leaves.
 */

const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;
const WIDEST = 65_536;

/** The facts about one page. */
export type PageFacts = {
  /** What is wrong with it, or undefined. */
  readonly wrong: string | undefined;
  /** The pages below it, for an interior page. */
  readonly children: readonly number[];
  /** The overflow pages of values that are too long for it. */
  readonly overflows: readonly number[];
};

const NOTHING: PageFacts = { wrong: undefined, children: [], overflows: [] };

/** Returns whether a first byte is that of a b-tree page. */
function isTreePage(kind: number | undefined): boolean {
  return kind === INTERIOR_INDEX || kind === INTERIOR_TABLE || kind === LEAF_INDEX || kind === LEAF_TABLE;
}

/**
 * Checks a b-tree page: its cells lie between the cell pointer array and the end of the used area, and each has a
 * payload or a page below it. `start` is 100 on the first page, which begins with the database header; `reserved` is
 * the number of bytes at its end that belong to an extension; `pages` is the number of pages, where known.
 */
export function checkTreePage(page: Buffer, start: number, reserved: number, pages: number): PageFacts {
  const kind = page[start];
  if (!isTreePage(kind)) return NOTHING;
  const usable = page.length - reserved;
  const isInterior = kind === INTERIOR_INDEX || kind === INTERIOR_TABLE;
  const array = start + (isInterior ? 12 : 8);
  const count = page.readUInt16BE(start + 3);
  const content = page.readUInt16BE(start + 5) || WIDEST;
  const free = page.readUInt16BE(start + 1);
  const arrayEnd = array + 2 * count;
  if (arrayEnd > usable) return told(`${count} cells, more than it has room for`);
  if (content < arrayEnd || content > usable)
    return told(`its cell area begins at ${content}, where it cannot`);
  if (free !== 0 && (free < arrayEnd || free + 4 > usable)) return told(`not a valid free block at ${free}`);
  const children: number[] = [];
  const overflows: number[] = [];
  for (let at = array; at < arrayEnd; at += 2) {
    const cell = page.readUInt16BE(at);
    if (cell < content || cell + 4 > usable) return told(`a cell at ${cell}, outside its cell area`);
    if (isInterior) children.push(page.readUInt32BE(cell));
    // A table's interior cells are a page and a key; all others begin with the length of their payload, which is not 0.
    if (kind !== INTERIOR_TABLE && page[isInterior ? cell + 4 : cell] === 0)
      return told(`the cell at ${cell} has no payload`);
    if (kind !== INTERIOR_TABLE) {
      const overflow = overflowOf(page, isInterior ? cell + 4 : cell, usable, kind === LEAF_TABLE);
      if (overflow > 0) overflows.push(overflow);
    }
  }
  if (isInterior) children.push(page.readUInt32BE(start + 8));
  const odd = children.find((child) => child === 0 || (pages > 0 && child > pages));
  return odd === undefined
    ? { wrong: undefined, children, overflows }
    : told(`it refers to page ${odd}, which does not exist`);
}

function told(wrong: string): PageFacts {
  return { wrong, children: [], overflows: [] };
}

/**
 * Returns the page on which the payload of a cell continues, 0 where it is all here (fileformat2.html, 1.6,
 * "overflow").
 */
function overflowOf(page: Buffer, at: number, usable: number, isTable: boolean): number {
  let length = 0;
  let next = at;
  for (let i = 0; i < 8; i++) {
    const byte = page[next++] ?? 0;
    length = length * 128 + (byte & 127);
    if (byte < 128) break;
  }
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return 0;
  // The key of a row lies between.
  const key = isTable ? 9 : 0;
  for (let i = 0; i < key; i++) if ((page[next++] ?? 0) < 128) break;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (usable - 4));
  const end = next + (wanted <= most ? wanted : least);
  return end + 4 <= usable ? page.readUInt32BE(end) : 0;
}
