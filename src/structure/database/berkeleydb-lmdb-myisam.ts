/** Embedded databases: their first page counts the pages, which is held against the file. */
import { asWarning } from '../kit/as-warning.ts';
import { onTape, reaching } from '../kit/exact-reader.ts';
import { hexAt, u32be, u32le, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { UNKNOWN } from '../kit/verdicts.ts';

const LMDB = 0xbeefc0de;
const META = 152;
/** .MYI, .MAI, .frm and the control file of Aria, with their versions. */
const TABLE = /^(?:fefe0[67]0[1-3]|fefe090[1-4]|fe010[6-9a-c](?:[0-3].|40)(?:1.|20)00|fefe0c01)/;
const BERKELEY = new Set([0x00061561, 0x00053162, 0x00042253]);

/** A database of LMDB (mdb.c, 64 bits): of its two meta pages the younger names the last page. */
export const lmdb: Structure = {
  name: 'lmdb',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => u32le(head, 16) === LMDB && u32le(head, 20) === 1,
  begin: () =>
    onTape(function* (tape) {
      const first = yield* tape.take(META, 'the first meta page');
      const page = u32le(first, 40);
      if (page < 512 || page > 65_536) return UNKNOWN;
      yield* tape.skip(page - META, 'the first page');
      const second = yield* tape.take(META, 'the second meta page');
      const isSecond = u32le(second, 16) === LMDB && u64le(second, 144) > u64le(first, 144);
      return yield* reaching(tape, (u64le(isSecond ? second : first, 136) + 1) * page, 'its last page');
    }),
};

/** A database of Berkeley DB (db_page.h), of either byte order; hash tables may end early, so it is a warning. */
export const berkeleyDb: Structure = {
  name: 'berkeley-db',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => readerOf(head) !== undefined && u32le(head, 8) === 0,
  begin: ({ head }) =>
    onTape(function* (tape) {
      const u32 = readerOf(head) ?? u32le;
      const page = u32(head, 20);
      if (page < 512 || page > 65_536) return UNKNOWN;
      return asWarning(yield* reaching(tape, (u32(head, 32) + 1) * page, 'its last page'));
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
