import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { pageChecksum } from '../../structure/database/postgres/checksum.ts';
import { pgPage } from '../../structure/database/postgres/page.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero, u16be, u16le, u32le } from '../../structure/kit/read-int.ts';
import { asWarning, broken, cut, PROVEN, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';

const PAGE = 8192;
const CHECKSUM_AT = 8;
/** A server that is killed may leave a table extended by some pages, not by so many. */
const MOST_NEW = 1_048_576;
const MOST_LAYOUT = 4;
/** Of 8192 random bytes, hardly a value is absent. */
const RANDOM_VALUES = 250;
const FILL_VALUES = 2;

/** How the pages of one file are checked against their checksums. */
export type PageSums = {
  /** The number of its first page in the relation, which is part of each checksum. */
  readonly firstBlock: number;
  /** Pages changed at this position of the log or after it are skipped: recovery writes them anew. */
  readonly redo: number;
  /** A mismatch is a warning: the server does without the page, or the copy may have been made in the middle of a write. */
  readonly isWeak: boolean;
};

/**
 * A file of a relation of PostgreSQL, by its place and not by its first page: every page is zero or has a header
 * (bufpage.c, PageIsVerified) and, where the cluster has data checksums, the one of its bytes. A warning alone are
 * pages that look random, for some servers encrypt theirs; a file that begins otherwise, as the append-optimised tables
 * of Greenplum do; and a main fork that is all zero, for PostgreSQL would take it for empty. Of a new page `isVisible`,
 * by its number in the file, is false: no vacuum has seen rows in it.
 */
export function pgRelation(
  isMain: boolean,
  sums?: PageSums,
  isVisible: (index: number) => boolean = () => false,
): Probe<StructureVerdict> {
  return exactProbe((tape) => walk(tape, isMain, sums, isVisible));
}

function* walk(
  tape: ExactReader,
  isMain: boolean,
  sums: PageSums | undefined,
  isVisible: (index: number) => boolean,
): Step<StructureVerdict> {
  const checked = sums === undefined ? undefined : createSumCheck(sums);
  let used = 0;
  let lost = 0;
  let firstLost = 0;
  for (;;) {
    const at = tape.offset;
    const page = yield* tape.view(PAGE);
    if (page.length === 0) break;
    if (page.length < PAGE) return asWarning(cut(`ends at byte ${tape.offset}, inside the page at ${at}`));
    if (isZero(page)) {
      if (!isVisible(at / PAGE)) continue;
      if (lost === 0) firstLost = at;
      lost += 1;
      continue;
    }
    if (!pgPage.recognises(page)) {
      if (used === 0 && isOtherLayout(page)) return UNKNOWN;
      const verdict = broken(
        `not a valid page at ${at}: no PostgreSQL page header: ${page.toString('hex', 0, 24)}`,
      );
      const values = new Set(page).size;
      return values >= RANDOM_VALUES || (used === 0 && values > FILL_VALUES) ? asWarning(verdict) : verdict;
    }
    used += 1;
    checked?.see(page, at);
  }
  if (lost > 0)
    return broken(
      `page at ${firstLost} is all zero, and the visibility map says that it has rows; ${lost} such pages`,
    );
  const isLost = isMain && used === 0 && tape.offset > MOST_NEW;
  return isLost
    ? asWarning(broken(`all ${tape.offset} bytes are zero, which PostgreSQL takes for an empty table`))
    : used === 0
      ? SOUND
      : (checked?.end() ?? SOUND);
}

function createSumCheck({ firstBlock, redo, isWeak }: PageSums): {
  see(page: Buffer, at: number): void;
  end(): StructureVerdict;
} {
  let skipped = 0;
  let wrong = 0;
  let first = '';
  return {
    see(page, at) {
      const block = firstBlock + at / PAGE;
      const wanted = u16le(page, CHECKSUM_AT);
      const found = pageChecksum(page, block);
      if (found === wanted) return;
      if (u32le(page, 0) * 2 ** 32 + u32le(page, 4) >= redo) {
        skipped += 1;
        return;
      }
      wrong += 1;
      if (wrong === 1)
        first = `page ${block} at ${at}: checksum wanted ${hex16(wanted)}, found ${hex16(found)}`;
    },
    end() {
      if (wrong === 0) return skipped === 0 ? PROVEN : SOUND;
      const verdict = broken(wrong === 1 ? first : `${first}; ${wrong} pages do not match`);
      return isWeak ? asWarning(verdict) : verdict;
    },
  };
}

function hex16(value: number): string {
  return value.toString(16).padStart(4, '0');
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
