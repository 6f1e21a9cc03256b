/**
 * The rows of a table of SQLite (fileformat2.html, 1.6 and 2): its b-tree is followed from the root that the schema names.
 * For small databases that are at hand as a whole; a journal or a log beside it is not looked at.
 */
import { latin1At, u16be, u32be } from '../../kit/read-int.ts';

/** A value of a column: text and blobs as bytes, numbers, or nothing. */
export type SqliteValue = Buffer | number | undefined;

/** What is in the file is no table, or not a sound one. */
class NoTable extends Error {}

const INTERIOR = 5;
const LEAF = 13;
const INTEGERS = [0, 1, 2, 3, 4, 6, 8];
const FLOAT = 7;
const UTF_8 = 1;

/** Returns the rows of a table; undefined where there is no such table in UTF-8, or its pages are not sound. */
export function rowsOf(database: Buffer, table: string): readonly (readonly SqliteValue[])[] | undefined {
  if (database.length < 512 || latin1At(database, 0, 16) !== 'SQLite format 3\0') return undefined;
  if (u32be(database, 56) > UTF_8) return undefined;
  try {
    for (const [type, name, , root] of rowsFrom(database, 1))
      if (String(type) === 'table' && String(name) === table && typeof root === 'number')
        return [...rowsFrom(database, root)];
  } catch (error) {
    if (!(error instanceof NoTable) && !(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function* rowsFrom(database: Buffer, root: number): Generator<SqliteValue[], void, undefined> {
  const stored = u16be(database, 16);
  const size = stored === 1 ? 65_536 : stored;
  const usable = size - database.readUInt8(20);
  const seen = new Set<number>();
  const pageAt = (number: number): Buffer => {
    const page = number < 1 ? undefined : database.subarray((number - 1) * size, number * size);
    if (page === undefined || page.length < size || seen.has(number)) throw new NoTable();
    seen.add(number);
    return page;
  };
  const waiting = [root];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const page = pageAt(number);
    const start = number === 1 ? 100 : 0;
    const kind = page.readUInt8(start);
    if (kind !== INTERIOR && kind !== LEAF) throw new NoTable();
    const cells = Array.from({ length: page.readUInt16BE(start + 3) }, (_, i) =>
      page.readUInt16BE(start + (kind === INTERIOR ? 12 : 8) + 2 * i),
    );
    if (kind === INTERIOR)
      waiting.push(page.readUInt32BE(start + 8), ...cells.map((at) => page.readUInt32BE(at)).toReversed());
    else for (const at of cells) yield valuesOf(payloadAt(page, at, usable, pageAt));
  }
}

/** The payload of a cell of a leaf, with what overflows it. */
function payloadAt(page: Buffer, cell: number, usable: number, pageAt: (number: number) => Buffer): Buffer {
  const length = varintAt(page, cell);
  const from = varintAt(page, length.end).end;
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const spare = least + ((length.value - least) % (usable - 4));
  const local = length.value <= most ? length.value : spare <= most ? spare : least;
  const parts = [page.subarray(from, from + local)];
  let left = length.value - local;
  for (let next = left > 0 ? page.readUInt32BE(from + local) : 0; left > 0; ) {
    const overflow = pageAt(next);
    const part = overflow.subarray(4, 4 + Math.min(left, usable - 4));
    parts.push(part);
    left -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** The values of a record. */
function valuesOf(record: Buffer): SqliteValue[] {
  const header = varintAt(record, 0);
  const values: SqliteValue[] = [];
  let at = header.value;
  for (let place = header.end; place < header.value; ) {
    const { value: type, end } = varintAt(record, place);
    place = end;
    const length = lengthOf(type);
    if (at + length > record.length) throw new NoTable();
    values.push(valueOf(type, record.subarray(at, at + length)));
    at += length;
  }
  return values;
}

function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return type === FLOAT ? 8 : (INTEGERS[type] ?? 0);
}

function valueOf(type: number, bytes: Buffer): SqliteValue {
  if (type >= 12) return bytes;
  if (type === 8 || type === 9) return type - 8;
  if (bytes.length === 0) return undefined;
  if (type === FLOAT) return bytes.readDoubleBE(0);
  return bytes.length > 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
}

/** A number of 1 to 9 bytes, and where it ends. */
function varintAt(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    const byte = bytes.readUInt8(at);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(from + 8), end: from + 9 };
}
