import type { BytePath } from '../../model/path.ts';
import { pgPage } from '../../structure/database/postgres/page.ts';
import type { StoreFile } from '../kit/layout.ts';

const PAGE = 8192;
const HEADER = 24;
/** Each byte of a map has two bits for four pages (visibilitymap.c). */
const PAGES_PER_BYTE = 4;
const BYTES = PAGE - HEADER;
const ALL_VISIBLE = 1;
const MOST_MAP = 2 ** 20;

/**
 * Reads which pages of a file of a table the visibility map says to hold rows that all can see, by their number in the file,
 * whose first page is `firstBlock`. A page that is new is never among them.
 */
export function visiblePages(
  relation: BytePath,
  firstBlock: number,
  read: StoreFile['read'],
): (index: number) => boolean {
  let map: Buffer | undefined;
  return (index) => {
    map ??= read(`${relation}_vm`, MOST_MAP) ?? Buffer.alloc(0);
    const byte = Math.floor((firstBlock + index) / PAGES_PER_BYTE);
    const page = Math.floor(byte / BYTES) * PAGE;
    if (!pgPage.recognises(map.subarray(page, page + PAGE))) return false;
    const bits = map[page + HEADER + (byte % BYTES)] ?? 0;
    return ((bits >> (2 * ((firstBlock + index) % PAGES_PER_BYTE))) & ALL_VISIBLE) !== 0;
  };
}
