/** Mini-transactions, of which the redo log of InnoDB consists (mtr0log.h, log0recv.cc of MariaDB 10.8 and later). */
import { crc32c } from '../../hash/crc.ts';
import type { BytePath } from '../../model/path.ts';
import { u32be } from '../../structure/kit/read-int.ts';

const SAME_PAGE = 0x80;
const KIND = 0xf0;
const SHORT_LENGTH = 0x0f;
/** What numbers of one to five bytes begin with, at the least; and the first number that needs so many. */
const NUMBERS: readonly { readonly mark: number; readonly first: number; readonly mask: number }[] = [
  { mark: 0, first: 0, mask: 0x7f },
  { mark: 0x80, first: 0x80, mask: 0x3fff },
  { mark: 0xc0, first: 0x4080, mask: 0x1fffff },
  { mark: 0xe0, first: 0x204080, mask: 0xfffffff },
  { mark: 0xf0, first: 0x10204080, mask: 0xffffffff },
];
const SUM_LENGTH = 4;
const FILE_RECORDS: Readonly<Record<number, FileRecord['is']>> = {
  0x80: 'created',
  0x90: 'deleted',
  0xa0: 'renamed',
};

/** What a mini-transaction does to a tablespace. */
export type FileRecord = {
  readonly is: 'created' | 'deleted' | 'renamed';
  readonly space: number;
  /** Its path below the data directory, after a renaming the new one. */
  readonly path: BytePath;
};

/** A mini-transaction: where it ends, and what it does to files. */
export type MiniTransaction = { readonly end: number; readonly files: readonly FileRecord[] };

/**
 * Parses a mini-transaction; undefined where it does not hold or the bytes end before it does. `bitAt` is the bit that ends
 * one at a place: it differs from one pass over the log to the next.
 */
export function parseTransaction(
  bytes: Buffer,
  start: number,
  bitAt: (place: number) => number,
): MiniTransaction | undefined {
  const files: FileRecord[] = [];
  let isOfPages = false;
  let at = start;
  for (;;) {
    const first = bytes[at];
    if (first === undefined) return undefined;
    if (first <= 1) break;
    const record = boundsAt(bytes, at, first);
    if (record === undefined) return undefined;
    if ((first & SAME_PAGE) === 0) isOfPages = true;
    else if (!isOfPages) addFile(files, first & KIND, bytes.subarray(record.start, record.end));
    at = record.end;
  }
  const isWhole = at > start && at + 1 + SUM_LENGTH <= bytes.length && bytes[at] === bitAt(at);
  if (!isWhole || crc32c(bytes.subarray(start, at)) !== u32be(bytes, at + 1)) return undefined;
  return { end: at + 1 + SUM_LENGTH, files };
}

/** Returns where the record that begins at a place has its content. */
function boundsAt(
  bytes: Buffer,
  at: number,
  first: number,
): { readonly start: number; readonly end: number } | undefined {
  const short = first & SHORT_LENGTH;
  if (short > 0) return { start: at + 1, end: at + 1 + short };
  const long = numberAt(bytes, at + 1);
  return long === undefined
    ? undefined
    : { start: at + 1 + long.length, end: at + 1 + long.value + SHORT_LENGTH };
}

function addFile(files: FileRecord[], kind: number, content: Buffer): void {
  const is = FILE_RECORDS[kind];
  const space = numberAt(content, 0);
  const page = space === undefined ? undefined : numberAt(content, space.length);
  if (is === undefined || space === undefined || page === undefined) return;
  const names = content.toString('latin1', space.length + page.length).split('\0');
  files.push({ is, space: space.value, path: (names.at(-1) ?? '').replace(/^\.\//, '') });
}

function numberAt(
  bytes: Buffer,
  at: number,
): { readonly value: number; readonly length: number } | undefined {
  const byte = bytes[at] ?? 0;
  const index = NUMBERS.findLastIndex(({ mark }) => byte >= mark);
  const number = NUMBERS[index];
  const length = index + 1;
  if (number === undefined || at + length > bytes.length) return undefined;
  const value = length === 5 ? u32be(bytes, at + 1) : bytes.readUIntBE(at, length) & number.mask;
  return { value: value + number.first, length };
}
