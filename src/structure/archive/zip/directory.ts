/** The central directory of a zip (APPNOTE 4.3.12 to 4.3.16): entries, zip64 records, end record. */

import { crc32 } from '../../../hash/crc.ts';
import type { Source, Step } from '../../kit/chunked-reader.ts';
import { type Label, zip64Field } from './member.ts';

/** What an entry says about its member; a length of 2^32 - 1 is given in another field instead. */
export type ZipEntry = {
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly label: Label;
};

/** What the end record says, and where the directory really is; `isSplit` where it names other disks. */
export type Directory = {
  readonly is: 'whole';
  readonly start: number;
  /** The offsets of its end record, and after it. */
  readonly record: number;
  readonly end: number;
  readonly size: number;
  readonly entries: number;
  readonly isSplit: boolean;
  /** The end record's own figures, modulo `modulus` and 2^16 where there is no zip64 record. */
  readonly said: {
    readonly offset: number;
    readonly size: number;
    readonly entries: number;
    readonly isWide: boolean;
  };
};

/** An incomplete directory: the offset at which there was no record, or at which the file ended. */
export type NoDirectory = { readonly is: 'cut' | 'broken'; readonly at: number };

/** The signatures of the records of a directory. */
export const RECORD = {
  entry: 0x02014b50,
  signature: 0x05054b50,
  wideEnd: 0x06064b50,
  wideLocator: 0x07064b50,
  end: 0x06054b50,
};

/** Reads the directory that starts here, to the end of its end record; passes every entry to `see`. */
export function* readDirectory(
  source: Source,
  see: (entry: ZipEntry) => void,
): Step<Directory | NoDirectory> {
  const start = source.offset;
  let size = 0;
  let entries = 0;
  let wide: { entries: number; size: number; offset: number } | undefined;
  for (;;) {
    const at = source.offset;
    const bytes = yield* source.peek(4);
    if (bytes.length < 4) return { is: 'cut', at: at + bytes.length };
    const record = bytes.readUInt32LE(0);
    if (record === RECORD.entry) {
      const entry = yield* readEntry(source);
      if (entry === undefined) return { is: 'cut', at: source.offset };
      see(entry);
      entries += 1;
      size = source.offset - start;
    } else if (record === RECORD.signature) {
      const head = yield* source.take(6);
      if (head.length < 6 || !(yield* source.skip(head.readUInt16LE(4))))
        return { is: 'cut', at: source.offset };
      size = source.offset - start;
    } else if (record === RECORD.wideEnd) {
      const fixed = yield* source.take(56);
      if (fixed.length < 56) return { is: 'cut', at: source.offset };
      const rest = Number(fixed.readBigUInt64LE(4)) - 44;
      if (rest < 0) return { is: 'broken', at };
      if (!(yield* source.skip(rest))) return { is: 'cut', at: source.offset };
      const [count, length, offset] = [32, 40, 48].map((field) => Number(fixed.readBigUInt64LE(field)));
      wide = { entries: count ?? 0, size: length ?? 0, offset: offset ?? 0 };
    } else if (record === RECORD.wideLocator) {
      if (!(yield* source.skip(20))) return { is: 'cut', at: source.offset };
    } else if (record === RECORD.end) {
      const end = yield* source.take(22);
      if (end.length < 22 || !(yield* source.skip(end.readUInt16LE(20))))
        return { is: 'cut', at: source.offset };
      const narrow = {
        entries: end.readUInt16LE(10),
        size: end.readUInt32LE(12),
        offset: end.readUInt32LE(16),
      };
      const disks = [end.readUInt16LE(4), end.readUInt16LE(6)];
      return {
        is: 'whole',
        start,
        record: at,
        end: source.offset,
        size,
        entries,
        isSplit: disks.some((disk) => disk !== 0 && disk !== 0xffff),
        said: { ...(wide ?? narrow), isWide: wide !== undefined },
      };
    } else return { is: 'broken', at };
  }
}

function* readEntry(source: Source): Step<ZipEntry | undefined> {
  const fixed = yield* source.take(46);
  if (fixed.length < 46) return undefined;
  const name = yield* source.take(fixed.readUInt16LE(28));
  const extra = yield* source.take(fixed.readUInt16LE(30));
  if (!(yield* source.skip(fixed.readUInt16LE(32)))) return undefined;
  const offset = fixed.readUInt32LE(42);
  const said = {
    crc: fixed.readUInt32LE(16),
    packed: fixed.readUInt32LE(20),
    size: fixed.readUInt32LE(24),
    label: { name: crc32(name), method: fixed.readUInt16LE(10) },
  };
  if (offset !== 0xffffffff) return { offset, ...said };
  const wide = zip64Field(extra);
  const at = [24, 20].filter((field) => fixed.readUInt32LE(field) === 0xffffffff).length * 8;
  return {
    offset: wide !== undefined && wide.length >= at + 8 ? Number(wide.readBigUInt64LE(at)) : offset,
    ...said,
  };
}
