import { readVarint } from '../../structure/kit/varint.ts';

const BLOCK = 32_768;
const HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
/** In bytes; a longer one is beyond what can be told exactly. */
const LONGEST_NUMBER = 8;

/** A place in the bytes of one record. */
type Cursor = { readonly bytes: Buffer; at: number };

/** A form that is not known here, so that nothing can be said of the tables. */
class Unknown extends Error {}

/** The numbers of the files that a manifest names at its end. */
export type NamedFiles = { readonly tables: ReadonlySet<number>; readonly blobs: ReadonlySet<number> };

/** Tables, and of each blob file how many of its records are still in use. */
type Files = { readonly tables: Set<number>; readonly blobs: Map<number, number> };

/**
 * Returns the numbers of the tables and blob files that a manifest names at its end (LevelDB, version_edit.cc; the tags that RocksDB shares
 * with it); undefined where it has an entry that is not known here.
 */
export function filesOf(manifest: Buffer): NamedFiles | undefined {
  const files: Files = { tables: new Set(), blobs: new Map() };
  try {
    for (const record of recordsOf(manifest)) applyEdit({ bytes: record, at: 0 }, files);
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
  return { tables: files.tables, blobs: new Set(files.blobs.keys()) };
}

/** Yields the records of a log (doc/log_format.md); an unfinished one at the end is dropped, as the database does. */
function* recordsOf(bytes: Buffer): Generator<Buffer> {
  let parts: Buffer[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const left = BLOCK - (at % BLOCK);
    const type = left < HEADER ? 0 : bytes.readUInt8(at + 6);
    const end = left < HEADER ? at : at + HEADER + bytes.readUInt16LE(at + 4);
    if (type === 0) {
      at += left;
      continue;
    }
    if (type > LAST) throw new Unknown();
    if (end > bytes.length) return;
    if (type === FULL || type === FIRST) parts = [];
    parts.push(bytes.subarray(at + HEADER, end));
    if (type === FULL || type === LAST) yield Buffer.concat(parts);
    at = end;
  }
}

/** What follows each tag but those of tables: numbers (n) and strings (s). */
const FIELDS: Readonly<Record<number, string>> = {
  1: 's',
  2: 'n',
  3: 'n',
  4: 'n',
  5: 'ns',
  9: 'n',
  10: 'n',
  200: 'n',
  201: 's',
  202: '',
  203: 'n',
  300: 'n',
};
/** RocksDB: entries with this bit that a reader does not know are one string. */
const MAY_BE_IGNORED = 1 << 13;
const DELETED = 6;
const ADDED: Readonly<Record<number, string>> = { 7: 'ss', 100: 'ssnn', 103: 'ssnn' };
/** RocksDB: the form of an added table with fields of its own, which end in the tag 1; 65 says that it lies elsewhere. */
const WITH_FIELDS = 103;
const END_OF_FIELDS = 1;
const PATH_FIELD = 65;

/** RocksDB: a blob file that was written, and records in one that nothing names any more. */
const BLOBS = { added: 400, garbage: 401 };
const END_OF_BLOB_FIELDS = 0;

function applyEdit(cursor: Cursor, { tables, blobs }: Files): void {
  while (cursor.at < cursor.bytes.length) {
    const tag = numberAt(cursor);
    const fields = FIELDS[tag];
    const added = ADDED[tag];
    if (fields !== undefined) skip(cursor, fields);
    else if (tag === DELETED) {
      numberAt(cursor);
      tables.delete(numberAt(cursor));
    } else if (added !== undefined) {
      numberAt(cursor);
      const table = numberAt(cursor);
      numberAt(cursor);
      skip(cursor, added);
      if (tag !== WITH_FIELDS || !skipsToPath(cursor)) tables.add(table);
    } else if (tag === BLOBS.added || tag === BLOBS.garbage) {
      const blob = numberAt(cursor);
      const count = numberAt(cursor);
      skip(cursor, tag === BLOBS.added ? 'nss' : 'n');
      skipBlobFields(cursor);
      const left = (blobs.get(blob) ?? 0) + (tag === BLOBS.added ? count : -count);
      if (left > 0) blobs.set(blob, left);
      else blobs.delete(blob);
    } else if ((tag & MAY_BE_IGNORED) !== 0) skip(cursor, 's');
    else throw new Unknown();
  }
}

/** Skips the fields of an added table; returns whether one of them is a path other than that of the database. */
function skipsToPath(cursor: Cursor): boolean {
  let hasPath = false;
  for (let tag = numberAt(cursor); tag !== END_OF_FIELDS; tag = numberAt(cursor)) {
    hasPath ||= tag === PATH_FIELD;
    skip(cursor, 's');
  }
  return hasPath;
}

function skipBlobFields(cursor: Cursor): void {
  while (numberAt(cursor) !== END_OF_BLOB_FIELDS) skip(cursor, 's');
}

function skip(cursor: Cursor, fields: string): void {
  for (const field of fields) {
    const value = numberAt(cursor);
    if (field === 's') cursor.at += value;
  }
  if (cursor.at > cursor.bytes.length) throw new Unknown();
}

function numberAt(cursor: Cursor): number {
  const number = readVarint(cursor.bytes, cursor.at, LONGEST_NUMBER);
  if (number === undefined) throw new Unknown();
  cursor.at = number.end;
  return number.value;
}
