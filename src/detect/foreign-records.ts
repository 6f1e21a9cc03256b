/** What sectors of other file systems begin with. */
import type { RecordMark } from '../model/content.ts';

/**
 * The signatures of NTFS records, read as big-endian words: of a file, an index, and a record that failed its check.
 */
const RECORDS = new Map([
  [0x46494c45, 'FILE'],
  [0x494e4458, 'INDX'],
  [0x42414144, 'BAAD'],
]);

const FIRST = new Uint8Array(256);
for (const word of RECORDS.keys()) FIRST[word >>> 24] = 1;
/** Blocks of ext4 are of 1 KiB at least. */
const GRID = 1024;
const JOURNAL = 0xc03b3998;
/** Of `.` the length 12, one character, and the type of a directory; of `..` two characters, and the type. */
const OWN_ENTRY = 0x0c000102;
const PARENT_ENTRY = 0x02022e2e;

/** Returns which record of another file system begins at a place, if any; `offset` is its offset in the file. */
export function recordAt(bytes: Buffer, place: number, offset: number): RecordMark['word'] | undefined {
  const first = bytes[place] ?? 0;
  if (FIRST[first] === 1) {
    const word = RECORDS.get(bytes.readUInt32BE(place));
    if (word !== undefined && isRecord(bytes, place)) return word;
  }
  return offset % GRID === 0 ? blockOfExt(bytes, place) : undefined;
}

/** Returns whether a place has an NTFS record: its update sequence is at 28 to 30 (hex), with two to nine numbers. */
function isRecord(bytes: Buffer, place: number): boolean {
  const at = bytes.readUInt16LE(place + 4);
  const count = bytes.readUInt16LE(place + 6);
  return at >= 0x28 && at <= 0x30 && count >= 2 && count <= 9;
}

/**
 * Returns which block of ext4 begins at a place: one of the journal (a magic number, and one of five types), or the first
 * of a directory (its entries for itself and its parent).
 */
function blockOfExt(bytes: Buffer, place: number): RecordMark['word'] | undefined {
  if (bytes[place] === 0xc0 && bytes.readUInt32BE(place) === JOURNAL) {
    const type = bytes.readUInt32BE(place + 4);
    return type >= 1 && type <= 5 ? 'jbd2' : undefined;
  }
  const isDirectory =
    bytes[place + 8] === 0x2e &&
    bytes.readUInt32BE(place + 4) === OWN_ENTRY &&
    bytes.readUInt32BE(place + 8) === 0x2e000000 &&
    bytes.readUInt32BE(place + 18) === PARENT_ENTRY;
  return isDirectory ? 'ext4' : undefined;
}
