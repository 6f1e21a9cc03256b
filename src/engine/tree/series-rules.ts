/** What makes a series of dumps suspect, whatever says their order. */
import type { DatedFile, NumberedFile } from '../../model/dates/dated-dumps.ts';
import type { BytePath } from '../../model/path.ts';

type SeriesFile = DatedFile | NumberedFile;

/** What the disk says of a file, by its path below the root: what tells it from every other, and when it was written (ms). */
export type AskFile = {
  readonly inodeOf: (path: BytePath) => string | undefined;
  readonly writtenAt: (path: BytePath) => number | undefined;
};

/** How many of the newest must have one content, over how many days, and how large they must be. */
const SAME = { files: 7, ms: 5.5 * 86_400_000, bytes: 1024 };
/** How many there must be, how large the others are at least, and how many times smaller the newest is. */
const SHRUNK = { files: 5, median: 16_384, times: 200 };

/** Returns the median of all sizes but the first, where the first is `times` smaller; undefined where it is not. */
export function medianBeside(
  [newest = 0, ...others]: readonly number[],
  times: number = SHRUNK.times,
): number | undefined {
  const median = others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)] ?? 0;
  const isTiny = median >= SHRUNK.median && newest * times <= median;
  return others.length + 1 >= SHRUNK.files && isTiny ? median : undefined;
}

/** Returns the number of the newest that are the same. */
export function sameFrom(sorted: readonly SeriesFile[]): number {
  const [newest] = sorted;
  const end = sorted.findIndex((each) => newest !== undefined && !isSame(newest, each));
  return end < 0 ? sorted.length : end;
}

/** Returns whether two have one content, as far as is known of both. */
function isSame(one: SeriesFile, other: SeriesFile): boolean {
  if (one.bytes !== other.bytes) return false;
  if (one.digest !== undefined && other.digest !== undefined) return one.digest === other.digest;
  return one.print !== undefined && other.print !== undefined && one.print === other.print;
}

/** Returns whether files of one content, newest first, are so many over so long that their job saves nothing. */
export function areStuck(files: readonly Pick<DatedFile, 'bytes' | 'date'>[]): boolean {
  const [newest] = files;
  const oldest = files.at(-1);
  if (newest === undefined || oldest === undefined) return false;
  return areMany(files) && newest.date - oldest.date >= SAME.ms;
}

/** Returns whether files of one content are so many, and so large, that it is no chance. */
export function areMany(files: readonly { readonly bytes: number }[]): boolean {
  return files.length >= SAME.files && (files[0]?.bytes ?? 0) >= SAME.bytes;
}

/** Returns whether no two names are of one file. */
export function areFiles(files: readonly SeriesFile[], { inodeOf }: AskFile): boolean {
  const inodes = files.map(({ path }) => inodeOf(path));
  return new Set(inodes.map((inode, i) => inode ?? i)).size === files.length;
}
