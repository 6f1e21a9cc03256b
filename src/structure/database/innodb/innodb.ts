import type { Step } from '../../kit/chunked-reader.ts';
import { onTape, type Tape } from '../../kit/exact-reader.ts';
import { isZero, u16be, u32be } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, PROVEN, UNKNOWN } from '../../kit/verdicts.ts';
import { layoutOf, pageHolds } from './page.ts';

const SPACE_HEADER = 8;
const NO_PAGE = 0xffffffff;
/** Pages 64 to 191 of the system tablespace are the doublewrite buffer: copies of pages of other files. */
const DOUBLEWRITE = { first: 64, after: 192 };

/**
 * A tablespace of InnoDB, MySQL or MariaDB: every page that is not zero has a CRC-32C, by the rules that the flags at 54
 * name (fil0fil.h, fsp0types.h). Compressed and encrypted pages, and checksums before MySQL 5.7, stay unknown.
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
  begin: ({ head }) =>
    onTape(function* (tape) {
      const layout = layoutOf(u32be(head, 54));
      if (layout === undefined) return UNKNOWN;
      return yield* walk(tape, layout, u32be(head, 34) === 0, u32be(head, 46));
    }),
};

function* walk(
  tape: Tape,
  { page: size, isFull }: { readonly page: number; readonly isFull: boolean },
  isSystem: boolean,
  pages: number,
): Step<StructureVerdict> {
  let isUnknown = false;
  let number = 0;
  for (; ; number++) {
    const at = tape.offset;
    const page = yield* tape.view(size);
    if (page.length === 0) break;
    if (page.length < size)
      return cut(`ends at byte ${tape.offset}, inside the page of ${size} bytes at ${at}`);
    if (isZero(page)) continue;
    if (isSystem && number >= DOUBLEWRITE.first && number < DOUBLEWRITE.after) continue;
    const holds = pageHolds(page, isFull);
    if (holds === undefined) isUnknown = true;
    else if (!holds) return broken(`the CRC-32C of page ${number} at ${at} does not hold`);
  }
  if (number < pages)
    return cut(`ends at byte ${tape.offset} after ${number} pages of ${size} bytes, wanted ${pages}`);
  return isUnknown ? UNKNOWN : PROVEN;
}
