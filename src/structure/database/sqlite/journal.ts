import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { hexAt, u32be } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, PROVEN, SOUND, UNKNOWN } from '../../kit/verdicts.ts';

const MAGIC = 'd9d505f920a163d7';
const HEADER = 28;
const COUNT_AT = 8;
const NONCE_AT = 12;
const SECTOR_AT = 20;
const PAGE_AT = 24;
/** The checksum of a page adds up every 200th byte, counted from its end. */
const STEP = 200;
/** The number of pages is not known: as many as there are. */
const UNCOUNTED = 0xffffffff;

/**
 * The rollback journal next to a database (fileformat2.html, 3): headers at borders of sectors, each with the number of pages that
 * follow it as they were before. Where a page does not match, SQLite stops to roll back and leaves the database half changed.
 */
export const sqliteJournal: Structure = {
  name: 'sqlite-journal',
  starts: '\xd9',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => hexAt(head, 0, 8) === MAGIC,
  createCheck: () => exactProbe(walk),
};

/** Returns whether a journal has pages with which a database is rolled back, by its first bytes. */
export function isHotJournal(head: Uint8Array): boolean {
  return head.length >= HEADER && hexAt(head, 0, 8) === MAGIC && u32be(head, COUNT_AT) > 0;
}

type Sizes = { readonly sector: number; readonly page: number };

function* walk(reader: ExactReader): Step<StructureVerdict> {
  let sizes: Sizes | undefined;
  let pages = 0;
  for (;;) {
    const at = reader.offset;
    const header = yield* reader.takeUpTo(HEADER);
    if (header.length < HEADER || hexAt(header, 0, 8) !== MAGIC) break;
    sizes ??= sizesOf(header);
    if (sizes === undefined) return UNKNOWN;
    const count = u32be(header, COUNT_AT);
    yield* reader.skipTo(at + sizes.sector, 'a header');
    // What was not yet synced is not counted, and is not rolled back.
    if (count === 0) break;
    const wrong = yield* pagesOf(reader, { sizes, count, nonce: u32be(header, NONCE_AT) });
    if (wrong !== undefined) return wrong;
    pages += count;
    if (count === UNCOUNTED) break;
    const rest = reader.offset % sizes.sector;
    if (rest > 0 && (yield* reader.takeUpTo(sizes.sector - rest)).length < sizes.sector - rest) break;
  }
  yield* reader.readToEnd();
  return pages > 0 ? PROVEN : SOUND;
}

function sizesOf(header: Buffer): Sizes | undefined {
  const [sector = 0, page = 0] = [SECTOR_AT, PAGE_AT].map((at) => u32be(header, at));
  const isPower = (size: number): boolean => size >= 32 && size <= 65_536 && (size & (size - 1)) === 0;
  return isPower(sector) && isPower(page) && page >= 512 ? { sector, page } : undefined;
}

function* pagesOf(
  reader: ExactReader,
  { sizes, count, nonce }: { readonly sizes: Sizes; readonly count: number; readonly nonce: number },
): Step<StructureVerdict | undefined> {
  for (let i = 0; i < count; i++) {
    const at = reader.offset;
    const record = yield* reader.takeUpTo(sizes.page + 8);
    if (record.length < sizes.page + 8)
      return count === UNCOUNTED ? undefined : cut(`ends at ${reader.offset}, in page ${i + 1} of ${count}`);
    let sum = nonce;
    for (let from = sizes.page - STEP; from > 0; from -= STEP) sum += record[4 + from] ?? 0;
    const wanted = u32be(record, sizes.page + 4);
    if (sum >>> 0 === wanted) continue;
    return count === UNCOUNTED
      ? undefined
      : broken(`the page at ${at}: checksum wanted ${wanted}, found ${sum >>> 0}`);
  }
  return undefined;
}
