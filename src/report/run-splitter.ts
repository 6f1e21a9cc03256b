import type { BeginEvent, DirectoryEvent, EndEvent, FaultEvent, FindingEvent } from '../model/event.ts';
import type { FindingCode } from '../model/finding.ts';
import type { Running } from './reporter.ts';
import { formatBytes, formatCount, formatNumber, formatSeconds } from './text.ts';

/** What is known of every run, also of one that could not begin. */
export type RunHeader = Pick<
  BeginEvent,
  'tool' | 'id' | 'command' | 'root' | 'host' | 'startedAt' | 'failOn'
>;

/** How a run ended: by its end, by a fault, or not at all, for it was killed. */
export type Ending = EndEvent | FaultEvent | undefined;

/** Tells one run. */
export type Telling = { see(event: FindingEvent | DirectoryEvent): void; end(ending: Ending): void };

/**
 * Splits the stream of events into runs; each has exactly one ending, whatever became of it. `first` is the begin event,
 * undefined for a run that could not begin.
 */
export function splitRuns(
  begin: (run: RunHeader, first: BeginEvent | undefined) => Telling,
  finish: () => void = () => {},
): Required<Running> {
  let telling: Telling | undefined;
  let id = '';
  const close = (ending: Ending): void => {
    telling?.end(ending);
    telling = undefined;
  };
  return {
    on(event) {
      if (event.type === 'begin') {
        close(undefined);
        telling = begin(event, event);
        id = event.id;
      } else if (event.type === 'end') close(event);
      else if (event.type === 'fault') {
        if (event.id !== id) close(undefined);
        telling ??= begin({ ...event, startedAt: event.at }, undefined);
        close(event);
      } else if (event.type !== 'progress') telling?.see(event);
    },
    finish() {
      close(undefined);
      finish();
    },
  };
}

/** How a run ended, in one word: its verdict, `failed` or `killed`. */
export function outcome(ending: Ending): EndEvent['verdict'] | 'failed' | 'killed' {
  if (ending === undefined) return 'killed';
  return ending.type === 'end' ? ending.verdict : 'failed';
}

/** How a run ended, in one line. What is not ours in it is not escaped. */
export function describeEnding(ending: Ending): string {
  if (ending === undefined)
    return 'the run was cut off before its end, so nobody knows what it would have found';
  if (ending.type === 'fault') return `${ending.message} (exit ${ending.exit})`;
  const { counts, files, bytes, seconds, interrupted, filesFrom } = ending;
  const found = describeCounts(counts);
  const read = `${formatNumber(files, 'file')}, ${formatBytes(bytes)} read in ${formatSeconds(seconds)}`;
  const stopped = interrupted === true ? '; stopped before its end' : '';
  return `${found === '' ? 'nothing found' : found}; ${read}${describeScope(filesFrom)}${stopped}`;
}

/** That only listed paths were looked at, where that is so. */
export function describeScope(filesFrom: number | undefined): string {
  return filesFrom === undefined ? '' : `; only ${formatNumber(filesFrom, 'listed path')} in scope`;
}

/** Findings by code, the most first: `3 corrupt, 1 missing`. */
export function describeCounts(counts: Readonly<Partial<Record<FindingCode, number>>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${formatCount(count)} ${code}`)
    .join(', ');
}
