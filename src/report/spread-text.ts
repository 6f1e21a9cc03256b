import { formatCount, formatNumber } from '../model/counts.ts';
import type { EndEvent, SpreadReading } from '../model/event.ts';
import type { RunScope } from '../model/run-scope.ts';
import type { Ending } from './run-splitter.ts';
import { formatBytes } from './text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Returns why a promise to read everything in a time is broken, or cannot be kept. */
export function promiseProblems({
  overdueFiles = 0,
  overdueBytes = 0,
  neededBytes,
  isTooRare,
  isNotKept,
}: SpreadReading): string[] {
  return [
    ...(overdueFiles === 0
      ? []
      : [
          `${formatNumber(overdueFiles, 'file')}, ${formatBytes(overdueBytes)}, not read in the promised time`,
        ]),
    ...(neededBytes === undefined
      ? []
      : [`the budget is too small for the promise: each run has to read ${formatBytes(neededBytes)}`]),
    ...(isTooRare === true ? ['there are too few runs for the promise'] : []),
    ...(isNotKept === true ? ['what was proven could not be kept for the next run'] : []),
  ];
}

/** Describes how a run that was to read a part did, and how far all is proven; `end` where it came to its end. */
export function describeSpread(spread: NonNullable<RunScope['spread']>, end: EndEvent | undefined): string[] {
  const { budgetMs, budgetBytes, coverMs } = spread;
  const limits = [
    ...(budgetMs === undefined ? [] : [`a budget of ${describeDuration(budgetMs)}`]),
    ...(budgetBytes === undefined ? [] : [`a budget of ${formatBytes(budgetBytes)}`]),
    ...(coverMs === undefined ? [] : [`all to be read in ${describeDuration(coverMs)}`]),
  ];
  const found = end?.spread;
  if (end === undefined || found === undefined) return [`only a part is read: ${limits.join(', ')}`];
  const read = `only ${formatCount(end.files)} of ${formatNumber(found.files, 'file')} read`;
  return [`${read} (${limits.join(', ')})`, describeProven(found), ...promiseProblems(found)];
}

function describeProven({ files, bytes, provenFiles, provenBytes, since, oldest }: SpreadReading): string {
  const share = `${percent(provenFiles, files)} of files and ${percent(provenBytes, bytes)} of bytes proven since ${since.slice(0, 10)}`;
  return oldest === undefined
    ? share
    : `${share}, some not read since ${oldest.slice(0, 16).replace('T', ' ')}Z`;
}

/** A share in percent; only all of it is 100. */
function percent(part: number, whole: number): string {
  return `${whole === 0 ? 100 : Math.floor((100 * part) / whole)} %`;
}

function describeDuration(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY} d`;
  return ms % HOUR === 0 ? `${ms / HOUR} h` : `${Math.round(ms / 60_000)} min`;
}

/** What a run says of the tree it is about: the files and bytes that are proven, and those that it has. */
export function coveredShare({ bytes, coverage, spread }: EndEvent): {
  readonly covered: number;
  readonly bytes: number;
} {
  return spread === undefined
    ? { covered: coverage.bytes, bytes }
    : { covered: spread.provenBytes, bytes: spread.bytes };
}

/** Returns what a run of a part left unread: what its manifest lists beyond what was read. */
export function unreadOf(ending: Ending): { readonly files: number; readonly bytes: number } {
  if (ending?.type !== 'end' || ending.spread === undefined) return { files: 0, bytes: 0 };
  const { spread, files, bytes } = ending;
  return { files: Math.max(0, spread.files - files), bytes: Math.max(0, spread.bytes - bytes) };
}
