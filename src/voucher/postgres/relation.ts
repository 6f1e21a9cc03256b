import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { pgPage } from '../../structure/database/postgres/page.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero, u16be, u16le } from '../../structure/kit/read-int.ts';
import { asWarning, broken, cut, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';

const PAGE = 8192;
/** A server that is killed may leave a table extended by some pages, not by so many. */
const MOST_NEW = 1_048_576;
const MOST_LAYOUT = 4;
/** Of 8192 random bytes, hardly a value is absent. */
const RANDOM_VALUES = 250;
const FILL_VALUES = 2;

/**
 * A file of a relation of PostgreSQL, by its place and not by its first page: every page is zero or has a header
 * (bufpage.c, PageIsVerified). A warning alone are pages that look random, for some servers encrypt theirs; a file that
 * begins otherwise, as the append-optimised tables of Greenplum do; and a main fork that is all zero, for PostgreSQL
 * would take it for empty.
 */
export function pgRelation(isMain: boolean): Probe<StructureVerdict> {
  return exactProbe((tape) => walk(tape, isMain));
}

function* walk(tape: ExactReader, isMain: boolean): Step<StructureVerdict> {
  let used = 0;
  for (;;) {
    const at = tape.offset;
    const page = yield* tape.view(PAGE);
    if (page.length === 0) break;
    if (page.length < PAGE) return asWarning(cut(`ends at byte ${tape.offset}, inside the page at ${at}`));
    if (isZero(page)) continue;
    if (!pgPage.recognises(page)) {
      if (used === 0 && isOtherLayout(page)) return UNKNOWN;
      const verdict = broken(
        `not a valid page at ${at}: no PostgreSQL page header: ${page.toString('hex', 0, 24)}`,
      );
      const values = new Set(page).size;
      return values >= RANDOM_VALUES || (used === 0 && values > FILL_VALUES) ? asWarning(verdict) : verdict;
    }
    used += 1;
  }
  const isLost = isMain && used === 0 && tape.offset > MOST_NEW;
  return isLost
    ? asWarning(broken(`all ${tape.offset} bytes are zero, which PostgreSQL takes for an empty table`))
    : SOUND;
}

/** Another size of pages, another layout or another byte order than those of pgPage. */
function isOtherLayout(page: Buffer): boolean {
  return [u16le(page, 18), u16be(page, 18)].some((word) => {
    const size = word & 0xff00;
    const layout = word & 0xff;
    return (
      layout >= 1 && layout <= MOST_LAYOUT && size >= 1024 && (size & (size - 1)) === 0 && word !== 0x2004
    );
  });
}
