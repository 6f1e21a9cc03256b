import { asWarning } from '../../kit/as-warning.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { onTape, type Tape } from '../../kit/exact-reader.ts';
import { isZero, u16le } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND } from '../../kit/verdicts.ts';

const PAGE = 8192;
const HEADER = 24;

/**
 * A file of a relation of PostgreSQL 8.3 or later (bufpage.h): pages of 8 KiB with a header that holds, or all zero,
 * which PostgreSQL takes for new. A page half-written is made good by the WAL, so checksums are left to pg_checksums.
 */
export const pgPage: Structure = {
  name: 'pg-page',
  traits: ['paged'],
  extensions: [],
  recognises: (head) =>
    head.length >= HEADER && isPage(head) && u16le(head, 10) < 8 && u16le(head, 12) <= u16le(head, 14),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  for (;;) {
    const at = tape.offset;
    const page = yield* tape.view(PAGE);
    if (page.length === 0) return SOUND;
    if (page.length < PAGE) return asWarning(cut(`ends at byte ${tape.offset}, inside the page at ${at}`));
    if (!isPage(page) && !isZero(page)) return broken(`the page at ${at} has no header of PostgreSQL`);
  }
}

/** pd_lower, pd_upper and pd_special in order, page size 8192 and layout version 4. */
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
