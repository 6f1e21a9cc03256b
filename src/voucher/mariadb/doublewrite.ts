import { DOUBLEWRITE } from '../../structure/database/innodb/innodb.ts';
import { layoutOf, pageMatches } from '../../structure/database/innodb/page.ts';
import { isZero, u32be, u64be } from '../../structure/kit/read-int.ts';
import type { StoreFile } from '../kit/layout.ts';
import { oncePerStore } from '../kit/once-per-store.ts';
import { readRedoLog } from './redo-log.ts';

const FLAGS_AT = 54;
const HEAD = 64;

/**
 * Reads which pages the doublewrite buffer has whole: the numbers of pages by the number of their space. A server that
 * was not stopped in good order takes from there what is torn, where it was written after the last checkpoint.
 */
export const readDoublewrite: (read: StoreFile['read']) => ReadonlyMap<number, ReadonlySet<number>> =
  oncePerStore((read) => {
    const copies = new Map<number, Set<number>>();
    const checkpoint = readRedoLog(read)?.checkpoint;
    const size = layoutOf(u32be(read('ibdata1', HEAD) ?? Buffer.alloc(0), FLAGS_AT))?.page;
    if (checkpoint === undefined || size === undefined) return copies;
    const { first, after } = DOUBLEWRITE;
    const pages = read('ibdata1', (after - first) * size, first * size) ?? Buffer.alloc(0);
    for (let at = 0; at + size <= pages.length; at += size) {
      const page = pages.subarray(at, at + size);
      const isNewer = u64be(page, 16) > checkpoint;
      const holds =
        isNewer && !isZero(page) && [true, false].some((isFull) => pageMatches(page, isFull) === true);
      if (!holds) continue;
      const space = u32be(page, 34);
      copies.set(space, (copies.get(space) ?? new Set()).add(u32be(page, 4)));
    }
    return copies;
  });
