import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../../kit/verdicts.ts';

const CUSTOM = 1;
const NO_DATA = 3;
const MAX_TEXT = 65_536;
const ALGORITHMS = ['none', 'gzip', 'lz4', 'zstd'] as const;

/** What the head and the table of contents of a pg_dump archive say. */
export type PgToc = {
  readonly isCustom: boolean;
  readonly compression: (typeof ALGORITHMS)[number];
  /** The files that entries of `-Fd` and `-Ft` have their data in. */
  readonly files: readonly string[];
  /** The entries that have a data block. */
  readonly dataIds: ReadonlySet<number>;
  /** The size of an integer of the archive: a sign byte, then this many bytes, lowest first. */
  readonly intLength: number;
  readonly readInt: (what: string) => Step<number>;
};

/** Reads an archive up to its first data block, versions 1.10 (PostgreSQL 8.0) to 1.16 (PostgreSQL 17). */
export function* readToc(reader: ExactReader): Step<PgToc | StructureVerdict> {
  const head = yield* reader.take(11, 'the header');
  const [minor = 0, , intSize = 0, offsetSize = 0, format = 0] = head.subarray(6);
  if (head[5] !== 1 || minor < 10 || minor > 16) return UNKNOWN;
  if (![4, 8].includes(intSize) || ![4, 8].includes(offsetSize))
    return broken('not valid sizes of integers at 8');
  if (![CUSTOM, 3, 5].includes(format)) return broken(`unknown format ${format} at 10`);
  const isCustom = format === CUSTOM;

  function* readInt(what: string): Step<number> {
    return intAt(yield* reader.take(1 + intSize, what), 0, 1 + intSize);
  }
  /** Reads a string, where it is short enough to be kept; undefined where the archive has none. */
  function* readText(what: string): Step<string | undefined> {
    const length = yield* readInt(what);
    if (length < 0) return undefined;
    if (length <= MAX_TEXT) return (yield* reader.take(length, what)).toString('latin1');
    yield* reader.skip(length, what);
    return '';
  }

  const compression = yield* readCompression();
  if (compression === undefined) return UNKNOWN;
  for (let i = 0; i < 7; i++) yield* readInt('the date');
  for (let i = 0; i < 3; i++) yield* readText('the versions');
  const at = reader.offset;
  const count = yield* readInt('the table of contents');
  if (count < 0) return broken(`not a valid number of entries at ${at}: ${count}`);
  const dataIds = new Set<number>();
  const files: string[] = [];
  for (let i = 0; i < count; i++) {
    const offset = reader.offset;
    const id = yield* readEntry();
    if (id === undefined) return broken(`entry ${i + 1} of ${count} at ${offset} is malformed`);
    if (id > 0) dataIds.add(id);
  }
  return { isCustom, compression, files, dataIds, intLength: 1 + intSize, readInt };

  function* readCompression(): Step<PgToc['compression'] | undefined> {
    if (minor >= 15) return ALGORITHMS[(yield* reader.take(1, 'the header')).readUInt8(0)];
    return (yield* readInt('the header')) === 0 ? 'none' : 'gzip';
  }

  /** Reads an entry; returns its id if it has data, 0 if not, undefined where it is malformed. */
  function* readEntry(): Step<number | undefined> {
    const what = 'the table of contents';
    const id = yield* readInt(what);
    const hasDumper = yield* readInt(what);
    if (id <= 0 || (hasDumper !== 0 && hasDumper !== 1)) return undefined;
    const oids = [yield* readText(what), yield* readText(what)];
    if (!oids.every((oid) => oid !== undefined && /^\d*$/.test(oid))) return undefined;
    yield* readText(what);
    yield* readText(what);
    const section = minor >= 11 ? yield* readInt(what) : 1;
    if (section < 0 || section > 4) return undefined;
    // definition, drop, copy, schema, tablespace
    for (let i = 0; i < 5; i++) yield* readText(what);
    if (minor >= 14) yield* readText(what);
    if (minor >= 16) yield* readInt(what);
    yield* readText(what);
    yield* readText(what);
    while ((yield* readText(what)) !== undefined);
    if (!isCustom) {
      const file = yield* readText(what);
      if (file !== undefined && file !== '') files.push(file);
      return 0;
    }
    const state = (yield* reader.take(1 + offsetSize, what)).readUInt8(0);
    if (state < 1 || state > 3) return undefined;
    return hasDumper === 1 && state !== NO_DATA ? id : 0;
  }
}

/** Returns the files that the table of contents of a dump directory names; undefined where it is not whole, or of a single file. */
export function dumpFilesOf(bytes: Uint8Array): readonly string[] | undefined {
  let files: readonly string[] | undefined;
  const probe = exactProbe(function* (reader) {
    const toc = yield* readToc(reader);
    if ('is' in toc) return toc;
    if (!toc.isCustom) files = toc.files;
    return SOUND;
  });
  probe.update(bytes);
  probe.end();
  return files;
}

/** Reads the integer of `length` bytes at an offset. */
export function intAt(bytes: Buffer, at: number, length: number): number {
  let value = 0;
  for (let i = at + length - 1; i > at; i--) value = value * 256 + (bytes[i] ?? 0);
  return bytes[at] === 0 ? value : -value;
}
