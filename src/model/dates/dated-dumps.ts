import { type BytePath, directoryOf, nameOf, toText } from '../path.ts';
import { dateInName } from './name-date.ts';

/** A dump or an archive with a date in its name, or in that of its directory: when it was made, and what tells its content from others. */
export type DatedFile = {
  readonly path: BytePath;
  readonly bytes: number;
  readonly date: number;
  readonly print?: number;
  readonly digest?: string;
};

/** Names of dumps, archives and images, packed and encrypted or not: a job writes a new one each time. */
const DUMP =
  /\.(?:sql|dump|dmp|pgdump|bak|backup|bkp|tar|tgz|tbz2?|txz|tzst|zip|7z|rar|rdb|bson|archive|ldif|vma|qcow2|vmdk|img)(?:\.(?:gz|bz2|xz|zst|lz4|lzo|br|gpg|pgp|age|enc|aes|zip|7z))*$/i;
/** What grows during the day, or contains a day's changes alone. */
const PARTIAL =
  /(?:^|[^a-z])(?:inc|incr|incremental|diff|differential|delta|wal|xlog|logs?|binlog|journal)(?:[^a-z]|$)/i;

/** Returns whether a name is one of what contains changes alone. */
export function isPartial(path: BytePath): boolean {
  return PARTIAL.test(nameOf(path));
}

/** Returns the date of a full dump or archive, from its name or else from that of its directory; undefined for other files. */
export function dateOfDump(path: BytePath): number | undefined {
  const name = nameOf(path);
  if (!isFullDump(path)) return undefined;
  return dateInName(toText(name)) ?? dateInName(toText(nameOf(directoryOf(path))));
}

/** Returns whether a name is one of a dump, an archive or an image that contains everything. */
export function isFullDump(path: BytePath): boolean {
  const name = nameOf(path);
  return DUMP.test(name) && !isPartial(path);
}
