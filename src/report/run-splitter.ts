import { formatCount, formatNumber, formatSeconds } from '../model/counts.ts';
import type { BeginEvent, DirectoryEvent, EndEvent, FaultEvent, FindingEvent } from '../model/event.ts';
import { type FindingCode, isAboutManifest, isFindingCode } from '../model/finding.ts';
import type { Running } from './reporter.ts';
import { formatBytes } from './text.ts';
import { byUrgency } from './urgency.ts';

/** What is known about every run, even one that could not begin. */
export type RunHeader = Pick<
  BeginEvent,
  'tool' | 'id' | 'command' | 'root' | 'host' | 'startedAt' | 'failOn'
>;

/** How a run ended: normally, by a fault, or not at all because it was killed. */
export type Ending = EndEvent | FaultEvent | undefined;

/** Receives the events of one run. */
export type RunListener = { see(event: FindingEvent | DirectoryEvent): void; end(ending: Ending): void };

/**
 * Splits the stream of events into runs; calls `end` exactly once per run, however it ended. `first` is the begin event,
 * undefined for a run that could not begin.
 */
export function splitRuns(
  begin: (run: RunHeader, first: BeginEvent | undefined) => RunListener,
  finish: () => void = () => {},
): Required<Running> {
  let current: RunListener | undefined;
  let id = '';
  const close = (ending: Ending): void => {
    current?.end(ending);
    current = undefined;
  };
  return {
    on(event) {
      if (event.type === 'begin') {
        close(undefined);
        current = begin(event, event);
        id = event.id;
      } else if (event.type === 'end') close(event);
      else if (event.type === 'fault') {
        if (event.id !== id) close(undefined);
        current ??= begin({ ...event, startedAt: event.at }, undefined);
        close(event);
      } else if (event.type !== 'progress' && event.type !== 'read') current?.see(event);
    },
    finish() {
      close(undefined);
      finish();
    },
  };
}

/** Returns how a run ended, in one word: its verdict, `failed` or `killed`. */
export function outcome(ending: Ending): EndEvent['verdict'] | 'failed' | 'killed' {
  if (ending === undefined) return 'killed';
  return ending.type === 'end' ? ending.verdict : 'failed';
}

/** Returns how a run ended, as the headline of a report, in lower case: `sound`, `no manifest`, `ordinary change`. */
export function headline(ending: Ending): string {
  if (lacksManifest(ending)) return 'no manifest';
  const word = outcome(ending);
  return word === 'ordinary' ? 'ordinary change' : word;
}

/** Tells whether a run is untrusted only because no manifest or checksums were found. */
export function lacksManifest(ending: Ending): boolean {
  if (ending?.type !== 'end' || ending.verdict !== 'untrusted') return false;
  const codes = Object.keys(ending.counts).filter(isFindingCode);
  return (
    codes.includes('no-voucher') && codes.every((code) => code === 'no-voucher' || !isAboutManifest(code))
  );
}

/** Returns how a run ended, as a predicate of its root: `is sound`, `has no manifest`, `was not fully checked`. */
export function describeOutcome(ending: Ending): string {
  if (lacksManifest(ending)) return 'has no manifest';
  const word = outcome(ending);
  if (word === 'killed') return 'was not fully checked (killed)';
  if (word === 'ordinary') return 'shows ordinary change only';
  if (word === 'incomplete') return 'was not fully checked';
  return word === 'failed' ? 'could not be checked' : `is ${word}`;
}

/** Returns how a run ended, in one line. Texts from outside are not escaped. */
export function describeEnding(ending: Ending): string {
  if (ending === undefined) return 'the run was cut off before it finished, so its result is unknown';
  if (ending.type === 'fault') return `${ending.message} (exit ${ending.exit})`;
  const found = describeCounts(ending.counts);
  return `${found === '' ? 'no findings' : found}; ${describeReading(ending)}`;
}

/** Returns how much was read and how far, in one line: `7 files, 1.2 MB read in 0.3 s`. */
export function describeReading({
  files,
  bytes,
  seconds,
  interrupted,
  filesFrom,
  generationsRead,
  throughCache,
  spread,
}: EndEvent): string {
  const sum =
    spread === undefined
      ? `${formatNumber(files, 'file')}, ${formatBytes(bytes)}`
      : `${formatCount(files)} of ${formatNumber(spread.files, 'file')}, ${formatBytes(bytes)} of ${formatBytes(spread.bytes)}`;
  const read =
    generationsRead === undefined || generationsRead.includes('new')
      ? `${sum} read in ${formatSeconds(seconds)}`
      : generationsRead.length === 0
        ? `${sum} compared by their manifests; no file was read`
        : `${sum} by the manifest of the new generation; only files of the old one were read`;
  return `${read}${describeCache(throughCache)}${describeScope(filesFrom)}${interrupted === true ? '; stopped early' : ''}`;
}

function describeCache(throughCache: number | undefined): string {
  if (throughCache === undefined) return '';
  return throughCache === 0
    ? ', past the page cache'
    : `, ${formatNumber(throughCache, 'read')} through the page cache, which the file system does not let pass`;
}

function describeScope(filesFrom: number | undefined): string {
  return filesFrom === undefined ? '' : `; only ${formatNumber(filesFrom, 'listed path')} in scope`;
}

/** Returns the counts of findings by code, the most urgent first: `1 mass-loss, 3 corrupt`. */
export function describeCounts(counts: Readonly<Partial<Record<FindingCode, number>>>): string {
  return byUrgency(counts)
    .map(({ code, count }) => `${formatCount(count)} ${code}`)
    .join(', ');
}
