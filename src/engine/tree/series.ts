import type { DatedFile } from '../../model/dates/dated-dumps.ts';
import { DATE_MARK, withoutDates } from '../../model/dates/dated-names.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';
import { createNumberedSeries } from './numbered-series.ts';
import { type AskFile, areFiles, areStuck, medianBeside, sameFrom } from './series-rules.ts';

const MOST_SERIES = 20_000;
const MOST_KEPT = 200_000;

/** The watch of series. */
export type SeriesWatch = { see(spans: readonly DirectorySpan[]): void; end(): Finding[] };

/**
 * Reports dated and numbered dumps and archives of one name that have been the same for days, or of which the newest is tiny: the job
 * goes on, and saves nothing. Several names of one file are a snapshot with hard links, and directories with dates that
 * have others below are copies of trees: both may stay the same.
 */
export function createSeriesWatch(ask: AskFile): SeriesWatch {
  const numbered = createNumberedSeries(ask);
  const series = new Map<string, DatedFile[]>();
  const trees = new Set<string>();
  let kept = 0;
  return {
    see(spans) {
      for (const { directory, series: files = [] } of spans) {
        const tree = datedTop(directory);
        if (tree !== undefined && trees.size < MOST_SERIES) trees.add(withoutDates(tree));
        for (const file of files) {
          if (!('date' in file)) {
            numbered.see(file);
            continue;
          }
          const key = withoutDates(file.path);
          const known = series.get(key);
          if (kept >= MOST_KEPT || (known === undefined && series.size >= MOST_SERIES)) continue;
          if (known === undefined) series.set(key, [file]);
          else known.push(file);
          kept += 1;
        }
      }
    },
    end: () => [
      ...[...series].flatMap(([key, files]) => (isBelow(key, trees) ? [] : findingsOf(files, ask))),
      ...numbered.end(),
    ],
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

function findingsOf(files: readonly DatedFile[], ask: AskFile): Finding[] {
  const sorted = files.toSorted((a, b) => b.date - a.date || (a.path < b.path ? 1 : -1));
  const [newest] = sorted;
  if (newest === undefined) return [];
  const told = { is: 'series', newest: nameOf(newest.path), of: files.length, bytes: newest.bytes } as const;
  const directory = commonDirectory(files);
  const same = sameFrom(sorted);
  if (areStuck(sorted.slice(0, same)) && areFiles(sorted.slice(0, same), ask))
    return [finding('suspect-series', directory, { evidence: [{ ...told, same }] })];
  const median = medianBeside(sorted.map(({ bytes }) => bytes));
  if (median === undefined) return [];
  return [finding('suspect-series', directory, { evidence: [{ ...told, median }] })];
}

/** Returns the directory that all lie in or below. */
function commonDirectory(files: readonly DatedFile[]): BytePath {
  const directories = new Set(files.map(({ path }) => directoryOf(path)));
  const [first = ''] = directories;
  return directories.size === 1 ? first : directoryOf(first);
}
