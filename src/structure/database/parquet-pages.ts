import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import type { ExactReader } from '../kit/exact-reader.ts';
import type { StructureVerdict } from '../kit/structure.ts';
import { mismatch } from '../kit/verdicts.ts';
import { createThriftReader, type Fields } from './thrift.ts';

/** The kinds of pages, by the field of their header that describes each. */
const DESCRIBED_BY = [5, 6, 7, 8];

/**
 * Walks over the pages of a file of Parquet, its indexes and filters, and holds the CRC-32 of each page that has one;
 * what is not understood, such as an encrypted column, ends the walk. Undefined where nothing is wrong.
 */
export function* walkPages(reader: ExactReader, end: number): Step<StructureVerdict | undefined> {
  for (;;) {
    const at = reader.offset;
    const fields = yield* createThriftReader(reader, end).takeStruct();
    if (fields === undefined || fields.size === 0) return undefined;
    const length = lengthBehind(fields);
    if (reader.offset + length > end) return undefined;
    const wanted = isPage(fields) ? fields.get(4) : undefined;
    let found = 0;
    yield* reader.skip(length, `the page at ${at}`, (bytes) => {
      if (typeof wanted === 'number') found = crc32(bytes, found);
    });
    if (typeof wanted === 'number' && found !== wanted >>> 0)
      return mismatch(`page at ${at}: CRC-32`, wanted >>> 0, found);
  }
}

function isPage(fields: Fields): boolean {
  const described = DESCRIBED_BY.filter((id) => fields.get(id) === 'struct');
  const kind = fields.get(1);
  return described.length === 1 && typeof kind === 'number' && DESCRIBED_BY[kind] === described[0];
}

/** How many bytes follow a head: those of a page, or of a Bloom filter. */
function lengthBehind(fields: Fields): number {
  const isFilter = !isPage(fields) && fields.get(2) === 'struct' && fields.get(3) === 'struct';
  const length = isPage(fields) ? fields.get(3) : isFilter ? fields.get(1) : undefined;
  return typeof length === 'number' && length > 0 ? length : 0;
}
