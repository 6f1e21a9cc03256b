import { type BytePath, directoryOf, nameOf, toText } from '../path.ts';
import { dateInName } from './name-date.ts';
import { numberIn } from './numbered-names.ts';

/** A dump or an archive that may be one of a series, and what tells its content from others. */
type SeriesFile = {
  readonly path: BytePath;
  readonly bytes: number;
  readonly print?: number;
  readonly digest?: string;
};

/** One with a date in its name, or in that of its directory: when it was made. */
export type DatedFile = SeriesFile & { readonly date: number };

/** One with a number in its name, or one beside those with none. */
export type NumberedFile = SeriesFile & { readonly number: number | undefined };

/** Names of dumps, archives and images, packed and encrypted or not: a job writes a new one each time. */
const DUMP =
  /\.(?:sql|dump|dmp|pgdump|bak|backup|bkp|tar|tgz|tbz2?|txz|tzst|zip|7z|rar|rdb|bson|archive|ldif|vma|qcow2|vmdk|img)(?:[._-]\d[\dTZ_:.-]*)?(?:\.(?:gz|bz2|xz|zst|lz4|lzo|br|gpg|pgp|age|enc|aes|zip|7z))*(?:[._-]\d[\dTZ_:.-]*)?$/i;
/** What grows during the day, or contains a day's changes alone. */
const PARTIAL =
  /(?:^|[^a-z])(?:inc|incr|incremental|diff|differential|delta|wal|xlog|logs?|binlog|journal)(?:[^a-z]|$)/i;

/** Returns whether a name is one of what contains changes alone. */
export function isPartial(path: BytePath): boolean {
  return PARTIAL.test(nameOf(path));
}

/** Images of disks, whose numbers tell one machine from another. */
const IMAGE = /\.(?:img|qcow2|vmdk|vma)\b/i;

/** A day before its month, as in 31.01.2026: only for series, because elsewhere the month may come first. */
const DAY_FIRST = /(?<!\d)(0[1-9]|[12]\d|3[01])([-_.])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?!\d)/;

/**
 * Returns the date of a full dump or archive, or else the number of one that is no image of a disk, which may be undefined:
 * logrotate leaves the newest without; undefined for other files.
 */
export function placeInSeries(
  path: BytePath,
): Pick<DatedFile, 'date'> | Pick<NumberedFile, 'number'> | undefined {
  if (!isFullDump(path)) return undefined;
  const date = dateOfDump(path);
  if (date !== undefined) return { date };
  return IMAGE.test(nameOf(path)) ? undefined : { number: numberIn(nameOf(path))?.number };
}

/**
 * Returns the date of a dump or archive, from its name, from that of its directory, or from directories of the year,
 * the month and the day; undefined for other files.
 */
function dateOfDump(path: BytePath): number | undefined {
  const directory = directoryOf(path);
  return (
    dateOf(nameOf(path)) ??
    dateOf(nameOf(directory)) ??
    dateInName(toText(directory.split('/').slice(-3).join('-')))
  );
}

function dateOf(name: BytePath): number | undefined {
  return dateInName(toText(name.replace(DAY_FIRST, '$4-$3-$1')));
}

/** Returns whether a name is one of a dump, an archive or an image that contains everything. */
export function isFullDump(path: BytePath): boolean {
  const name = nameOf(path);
  return DUMP.test(name) && !isPartial(path);
}
