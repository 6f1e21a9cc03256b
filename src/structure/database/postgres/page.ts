import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { isZero, u16le } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, SOUND } from '../../kit/verdicts.ts';

const PAGE = 8192;
const HEADER = 24;

/**
 * A relation file of PostgreSQL 8.3 or later (bufpage.h): pages of 8 KiB with a valid header, or all zero, which
 * PostgreSQL treats as new. The WAL repairs a half-written page, so checksums are left to pg_checksums.
 */
export const pgPage: Structure = {
  name: 'pg-page',
  traits: ['paged'],
  extensions: [],
  recognises: (head) =>
    head.length >= HEADER && isPage(head) && u16le(head, 10) < 8 && u16le(head, 12) <= u16le(head, 14),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (;;) {
    const at = reader.offset;
    const page = yield* reader.view(PAGE);
    if (page.length === 0) return SOUND;
    if (page.length < PAGE) return asWarning(cut(`ends at ${reader.offset}, inside the page at ${at}`));
    if (!isPage(page) && !isZero(page)) return broken(`not a valid page at ${at}: no PostgreSQL page header`);
  }
}

/** Returns whether pd_lower, pd_upper and pd_special are in order, with page size 8192 and layout version 4. */
function isPage(page: Uint8Array): boolean {
  const [lower, upper, special] = [u16le(page, 12), u16le(page, 14), u16le(page, 16)];
  return (
    u16le(page, 18) === 0x2004 &&
    lower >= HEADER &&
    lower <= upper &&
    upper <= special &&
    special <= PAGE &&
    u16le(page, 10) < 8
  );
}
