import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32be, u64be } from '../../structure/kit/read-int.ts';
import { broken, cut, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';
import type { StoreFile } from '../kit/layout.ts';
import { readChecked, readLength } from './checked-part.ts';

const MAGIC = 0xbaaad700;
/** Six offsets and a CRC-32C, at the end. */
const CONTENTS = 52;
const SERIES_GRID = 16;
const SECTION_GRID = 4;

/** Where the parts of an index lie, in the order of the table of contents. */
type Contents = {
  readonly symbols: number;
  readonly series: number;
  readonly labels: number;
  readonly labelTable: number;
  readonly postings: number;
  readonly postingsTable: number;
};

/**
 * The index of a block (format/index.md): symbols, series, label values, postings and tables of them, each followed by its
 * CRC-32C. Where they lie is read from the table of contents at the end.
 */
export function prometheusIndex({ size, read }: StoreFile): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const header = yield* reader.take(5, 'its header');
    if (u32be(header, 0) !== MAGIC)
      return broken(`begins as ${header.toString('hex', 0, 4)}, and an index as baaad700`);
    if (header[4] !== 1 && header[4] !== 2) return UNKNOWN;
    const end = (size ?? 0) - CONTENTS;
    const table = end < 5 ? undefined : read('index', CONTENTS, end);
    if (size === undefined || (table === undefined && end >= 5)) return UNKNOWN;
    if (table === undefined) return cut(`ends at ${size}, before its table of contents`);
    const found = crc32c(table.subarray(0, CONTENTS - 4));
    const wanted = u32be(table, CONTENTS - 4);
    if (found !== wanted) return mismatch(`table of contents at ${end}: CRC-32C`, wanted, found);
    return (yield* checkParts(reader, contentsOf(table), end)) ?? PROVEN;
  });
}

function contentsOf(table: Buffer): Contents {
  return {
    symbols: u64be(table, 0),
    series: u64be(table, 8),
    labels: u64be(table, 16),
    labelTable: u64be(table, 24),
    postings: u64be(table, 32),
    postingsTable: u64be(table, 40),
  };
}

function* checkParts(
  reader: ExactReader,
  { symbols, series, labels, labelTable, postings, postingsTable }: Contents,
  end: number,
): Step<StructureVerdict | undefined> {
  const borders = [symbols, series, labels, postings, labelTable, postingsTable, end];
  // Newer versions leave out parts, and older ones had another order.
  if (borders.some((each, i) => each < (borders[i - 1] ?? 5))) return UNKNOWN;
  return (
    (yield* checkSections(reader, symbols, series)) ??
    (yield* checkSeries(reader, labels)) ??
    (yield* checkSections(reader, onGrid(labels, SECTION_GRID), postings)) ??
    (yield* checkSections(reader, onGrid(postings, SECTION_GRID), labelTable)) ??
    (yield* checkSections(reader, labelTable, postingsTable)) ??
    (yield* checkSections(reader, postingsTable, end))
  );
}

/** Checks parts with a length of four bytes, between which zeros fill up to a multiple of four. */
function* checkSections(reader: ExactReader, from: number, end: number): Step<StructureVerdict | undefined> {
  yield* reader.skipTo(Math.min(from, end), 'the index');
  while (reader.offset < end) {
    const at = reader.offset;
    const what = `the part at ${at}`;
    const length = u32be(yield* reader.take(4, what), 0);
    if (at + 8 + length > end) return broken(`${what} extends to ${at + 8 + length}, beyond ${end}`);
    const wrong = yield* readChecked(reader, length, what);
    if (wrong !== undefined) return wrong;
    yield* skipToGrid(reader, SECTION_GRID, end);
  }
  return undefined;
}

function* checkSeries(reader: ExactReader, end: number): Step<StructureVerdict | undefined> {
  yield* skipToGrid(reader, SERIES_GRID, end);
  while (reader.offset < end) {
    const at = reader.offset;
    const what = `the series at ${at}`;
    const length = yield* readLength(reader, what);
    if (length === undefined || reader.offset + length + 4 > end)
      return broken(`${what} extends beyond ${end}, where the series end`);
    const wrong = yield* readChecked(reader, length, what);
    if (wrong !== undefined) return wrong;
    yield* skipToGrid(reader, SERIES_GRID, end);
  }
  return undefined;
}

function* skipToGrid(reader: ExactReader, grid: number, end: number): Step<void> {
  yield* reader.skipTo(Math.min(end, onGrid(reader.offset, grid)), 'the index');
}

function onGrid(offset: number, grid: number): number {
  return Math.ceil(offset / grid) * grid;
}
