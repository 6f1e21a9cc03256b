/** Embedded databases: their first page counts the pages, which is compared with the size of the file. */
import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { hexAt, u32be, u32le, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asWarning, UNKNOWN } from '../kit/verdicts.ts';

const LMDB = 0xbeefc0de;
const META = 152;
/** .MYI, .MAI, .frm and the control file of Aria, with their versions. */
const TABLE = /^(?:fefe0[67]0[1-3]|fefe090[1-4]|fe010[6-9a-c](?:[0-3].|40)(?:1.|20)00|fefe0c01)/;
const BERKELEY = new Set([0x00061561, 0x00053162, 0x00042253]);

/** A database of LMDB (mdb.c, 64 bits): the newer of its two meta pages names the last page. */
export const lmdb: Structure = {
  name: 'lmdb',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => u32le(head, 16) === LMDB && u32le(head, 20) === 1,
  createCheck: () =>
    exactProbe(function* (reader) {
      const first = yield* reader.take(META, 'the first meta page');
      const page = u32le(first, 40);
      if (page < 512 || page > 65_536) return UNKNOWN;
      yield* reader.skip(page - META, 'the first page');
      const second = yield* reader.take(META, 'the second meta page');
      const isSecond = u32le(second, 16) === LMDB && u64le(second, 144) > u64le(first, 144);
      return yield* checkReaches(reader, (u64le(isSecond ? second : first, 136) + 1) * page, 'its last page');
    }),
};

/** A database of Berkeley DB (db_page.h), in either byte order; hash tables may end early, so that is a warning. */
export const berkeleyDb: Structure = {
  name: 'berkeley-db',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => readerOf(head) !== undefined && u32le(head, 8) === 0,
  createCheck: ({ head }) =>
    exactProbe(function* (reader) {
      const u32 = readerOf(head) ?? u32le;
      const page = u32(head, 20);
      if (page < 512 || page > 65_536) return UNKNOWN;
      return asWarning(yield* checkReaches(reader, (u32(head, 32) + 1) * page, 'its last page'));
    }),
};

/** Tables of MyISAM and Aria, their indexes and definitions: recognised only. */
export const myIsam: Structure = {
  name: 'myisam',
  starts: '\xfe',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => TABLE.test(hexAt(head, 0, 8)),
};

function readerOf(head: Uint8Array): typeof u32le | undefined {
  return [u32le, u32be].find((u32) => BERKELEY.has(u32(head, 12)) && u32(head, 16) > 0 && u32(head, 16) < 20);
}
