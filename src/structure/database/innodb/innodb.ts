import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { isZero, u16be, u32be } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asNote, broken, cut, PROVEN, UNKNOWN } from '../../kit/verdicts.ts';
import { layoutOf, pageMatches } from './page.ts';

const SPACE_HEADER = 8;
const NO_PAGE = 0xffffffff;
/** Pages 64 to 191 of the system tablespace are the doublewrite buffer: copies of pages, also of other files. */
export const DOUBLEWRITE = { first: 64, after: 192 };

/**
 * A tablespace of InnoDB, MySQL or MariaDB: every page that is not zero has a CRC-32C, computed as the flags at 54 say
 * (fil0fil.h, fsp0types.h). Compressed and encrypted pages, and checksums from before MySQL 5.7, are not checked.
 */
export const innodb: Structure = {
  name: 'innodb',
  traits: ['paged'],
  extensions: [],
  recognises: (head) =>
    u32be(head, 4) === 0 &&
    u16be(head, 24) === SPACE_HEADER &&
    u32be(head, 34) === u32be(head, 38) &&
    u32be(head, 46) > 0 &&
    [0, 1, NO_PAGE].includes(u32be(head, 12)) &&
    u32be(head, 42) === 0 &&
    u32be(head, 54) < 2 ** 18,
  createCheck: ({ head }) => exactProbe((reader) => checkTablespace(reader, head)),
};

/** Whether a page that does not hold is made good when the server starts, by its number. */
export type IsMadeGood = (page: number) => boolean;

/** Checks every page of a tablespace that begins with a head; the reader stands at its start. */
export function* checkTablespace(
  reader: ExactReader,
  head: Uint8Array,
  isMadeGood: IsMadeGood = () => false,
): Step<StructureVerdict> {
  const layout = layoutOf(u32be(head, 54));
  if (layout === undefined) return UNKNOWN;
  return yield* walk(reader, layout, { space: u32be(head, 34), pages: u32be(head, 46), isMadeGood });
}

function* walk(
  reader: ExactReader,
  { page: size, isFull }: { readonly page: number; readonly isFull: boolean },
  {
    space,
    pages,
    isMadeGood,
  }: { readonly space: number; readonly pages: number; readonly isMadeGood: IsMadeGood },
): Step<StructureVerdict> {
  let isUnknown = false;
  let torn: StructureVerdict | undefined;
  let number = 0;
  for (; ; number++) {
    const at = reader.offset;
    const page = yield* reader.view(size);
    if (page.length === 0) break;
    if (page.length < size) return cut(`ends at ${reader.offset}, inside the page of ${size} bytes at ${at}`);
    if (isZero(page)) continue;
    if (space === 0 && number >= DOUBLEWRITE.first && number < DOUBLEWRITE.after) continue;
    const holds = pageMatches(page, isFull);
    if (holds === undefined) isUnknown = true;
    else if (!holds) {
      const wrong = `page ${number} at ${at}: CRC-32C does not match`;
      if (!isMadeGood(number)) return broken(wrong);
      torn ??= asNote(broken(`${wrong}; the doublewrite buffer makes it good`));
    }
  }
  if (number < pages)
    return cut(`ends at ${reader.offset}, after ${number} of ${pages} pages of ${size} bytes`);
  return torn ?? (isUnknown ? UNKNOWN : PROVEN);
}
