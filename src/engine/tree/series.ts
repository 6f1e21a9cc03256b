import type { DatedFile } from '../../model/dates/dated-dumps.ts';
import { DATE_MARK, withoutDates } from '../../model/dates/dated-names.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';

/** How many of the newest must have one content, over how many days, and how large they must be. */
const SAME = { files: 7, ms: 5.5 * 86_400_000, bytes: 1024 };
/** How many there must be, how large the others are at least, and how many times smaller the newest is. */
const SHRUNK = { files: 5, median: 16_384, times: 200 };
const MOST_SERIES = 20_000;
const MOST_KEPT = 200_000;

/** The watch of series; `inodeOf` tells whether two names are of one file, by their paths below the root. */
export type SeriesWatch = { see(spans: readonly DirectorySpan[]): void; end(): Finding[] };

/**
 * Reports dated dumps and archives of one name that have been the same for days, or of which the newest is tiny: the job
 * goes on, and saves nothing. Several names of one file are a snapshot with hard links, and directories with dates that
 * have others below are copies of trees: both may stay the same.
 */
export function createSeriesWatch(inodeOf: (path: BytePath) => string | undefined): SeriesWatch {
  const series = new Map<string, DatedFile[]>();
  const trees = new Set<string>();
  let kept = 0;
  return {
    see(spans) {
      for (const { directory, dated = [] } of spans) {
        const tree = datedTop(directory);
        if (tree !== undefined && trees.size < MOST_SERIES) trees.add(withoutDates(tree));
        for (const file of dated) {
          const key = withoutDates(file.path);
          const known = series.get(key);
          if (kept >= MOST_KEPT || (known === undefined && series.size >= MOST_SERIES)) continue;
          if (known === undefined) series.set(key, [file]);
          else known.push(file);
          kept += 1;
        }
      }
    },
    end: () => [...series].flatMap(([key, files]) => (isBelow(key, trees) ? [] : findingsOf(files, inodeOf))),
  };
}

/** Returns the part of a path up to its first name with a date, where more follows. */
function datedTop(directory: BytePath): BytePath | undefined {
  for (let at = directoryOf(directory); at !== ''; at = directoryOf(at)) {
    if (withoutDates(nameOf(at)) !== nameOf(at) || withoutDates(at).endsWith(DATE_MARK)) return at;
  }
  return undefined;
}

function isBelow(key: string, trees: ReadonlySet<string>): boolean {
  for (let at = directoryOf(key); at !== ''; at = directoryOf(at)) if (trees.has(at)) return true;
  return false;
}

function findingsOf(files: readonly DatedFile[], inodeOf: (path: BytePath) => string | undefined): Finding[] {
  const sorted = files.toSorted((a, b) => b.date - a.date || (a.path < b.path ? 1 : -1));
  const [newest] = sorted;
  if (newest === undefined) return [];
  const told = { is: 'series', newest: nameOf(newest.path), of: files.length, bytes: newest.bytes } as const;
  const directory = commonDirectory(files);
  const same = sameFrom(sorted);
  if (areStuck(sorted.slice(0, same)) && areFiles(sorted.slice(0, same), inodeOf))
    return [finding('suspect-series', directory, { evidence: [{ ...told, same }] })];
  const median = medianBeside(sorted.map(({ bytes }) => bytes));
  if (median === undefined) return [];
  return [finding('suspect-series', directory, { evidence: [{ ...told, median }] })];
}

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
function sameFrom(sorted: readonly DatedFile[]): number {
  const [newest] = sorted;
  const end = sorted.findIndex((each) => newest !== undefined && !isSame(newest, each));
  return end < 0 ? sorted.length : end;
}

/** Returns whether two have one content, as far as is known of both. */
function isSame(one: DatedFile, other: DatedFile): boolean {
  if (one.bytes !== other.bytes) return false;
  if (one.digest !== undefined && other.digest !== undefined) return one.digest === other.digest;
  return one.print !== undefined && other.print !== undefined && one.print === other.print;
}

/** Returns whether files of one content, newest first, are so many over so long that their job saves nothing. */
export function areStuck(files: readonly Pick<DatedFile, 'bytes' | 'date'>[]): boolean {
  const [newest] = files;
  const oldest = files.at(-1);
  if (newest === undefined || oldest === undefined || files.length < SAME.files) return false;
  return newest.bytes >= SAME.bytes && newest.date - oldest.date >= SAME.ms;
}

function areFiles(files: readonly DatedFile[], inodeOf: (path: BytePath) => string | undefined): boolean {
  const inodes = files.map(({ path }) => inodeOf(path));
  return new Set(inodes.map((inode, i) => inode ?? i)).size === files.length;
}

/** Returns the directory that all lie in or below. */
function commonDirectory(files: readonly DatedFile[]): BytePath {
  const directories = new Set(files.map(({ path }) => directoryOf(path)));
  const [first = ''] = directories;
  return directories.size === 1 ? first : directoryOf(first);
}
