import type { NumberedFile } from '../../model/dates/dated-dumps.ts';
import { type NumberInName, numberIn } from '../../model/dates/numbered-names.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { directoryOf, join, nameOf } from '../../model/path.ts';
import { type AskFile, areFiles, areMany, medianBeside, sameFrom } from './series-rules.ts';

/** Of fewer nothing is said. */
const FEWEST = 5;
const MOST_SERIES = 20_000;
const MOST_KEPT = 200_000;
/** Copies that were made so far apart, one after the other, still have the times at which they were written. */
const APART_MS = 30 * 60_000;
/** Over fewer days a job may have found the same every time. */
const LEAST_MS = 5.5 * 86_400_000;
/** Where nothing says which end is the newest, the others are alike: the largest is so many times the smallest. */
const ALIKE = 2;

/** The series of one name in one directory: those with a number, and the one without. */
type Numbered = { readonly files: (NumberedFile & NumberInName)[]; plain?: NumberedFile };

/** Watches numbered dumps and archives. */
export type NumberedSeries = { see(file: NumberedFile): void; end(): Finding[] };

/**
 * Reports numbered copies of one name that are the same, or of which the newest is tiny. What is the newest, the form of the
 * names says, or the times at which they were written; where neither does, what is said must hold from both ends.
 */
export function createNumberedSeries(ask: AskFile): NumberedSeries {
  const series = new Map<string, Numbered>();
  let kept = 0;
  return {
    see(file) {
      const found = numberIn(nameOf(file.path));
      const key = found === undefined ? file.path : join(directoryOf(file.path), found.rest);
      const known = series.get(key) ?? { files: [] };
      if (kept >= MOST_KEPT || (!series.has(key) && series.size >= MOST_SERIES)) return;
      series.set(key, known);
      kept += 1;
      if (found === undefined) known.plain = file;
      else known.files.push({ ...file, ...found });
    },
    end: () => [...series.values()].flatMap((each) => findingOf(each, ask) ?? []),
  };
}

function findingOf({ files, plain }: Numbered, ask: AskFile): Finding | undefined {
  if (files.length + 1 < FEWEST) return undefined;
  const rising = files.toSorted((a, b) => a.number - b.number);
  const times = rising.map(({ path }) => ask.writtenAt(path));
  const newest = newestEnd(rising, times);
  // What has no number is the newest where numbers count up as copies get older.
  const all = plain === undefined || newest === 'highest' ? rising : [plain, ...rising];
  const ends =
    newest === 'unknown' ? [all, all.toReversed()] : [newest === 'lowest' ? all : all.toReversed()];
  const isShort = (isWritten(times) || isWritten(times.toReversed())) && spanOf(times) < LEAST_MS;
  return ends
    .map((each) => suspect(each, newest === 'unknown', isShort, ask))
    .find((each) => each !== undefined);
}

function suspect(
  sorted: readonly NumberedFile[],
  isGuess: boolean,
  isShort: boolean,
  ask: AskFile,
): Finding | undefined {
  const [newest, ...others] = sorted;
  if (newest === undefined) return undefined;
  const told = { is: 'series', newest: nameOf(newest.path), of: sorted.length, bytes: newest.bytes } as const;
  const same = sameFrom(sorted);
  const alike = sorted.slice(0, same);
  const isStuck = areMany(alike) && !isShort && (!isGuess || same === sorted.length) && areFiles(alike, ask);
  const say = (what: { readonly same: number } | { readonly median: number }): Finding =>
    finding('suspect-series', directoryOf(newest.path), { evidence: [{ ...told, ...what }] });
  if (isStuck) return say({ same });
  const sizes = others.map(({ bytes }) => bytes);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  // Volumes of one archive are of one size, but for the last.
  if (least === most || (isGuess && most > ALIKE * least)) return undefined;
  const median = medianBeside([newest.bytes, ...sizes]);
  return median === undefined ? undefined : say({ median });
}

/** Returns which end of a series, by its numbers, is the newest. */
function newestEnd(
  rising: readonly NumberInName[],
  times: readonly (number | undefined)[],
): NumberInName['newest'] {
  if (isWritten(times)) return 'highest';
  if (isWritten(times.toReversed())) return 'lowest';
  const said = new Set(rising.map(({ newest }) => newest));
  said.delete('unknown');
  const [only = 'unknown'] = said;
  return said.size === 1 ? only : 'unknown';
}

/** Returns whether files were written one after the other, and far enough apart that they were not copied since. */
function isWritten(times: readonly (number | undefined)[]): boolean {
  return (
    times.length > 1 && times.slice(1).every((time, i) => (time ?? 0) - (times[i] ?? Infinity) >= APART_MS)
  );
}

function spanOf(times: readonly (number | undefined)[]): number {
  const [first = 0] = times;
  return Math.abs((times.at(-1) ?? 0) - first);
}
