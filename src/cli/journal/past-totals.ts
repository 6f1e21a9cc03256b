import type { EndEvent, ProgressEvent } from '../../model/event.ts';
import { isOfPart, journalsIn, runsOf } from './past-runs.ts';

/** How much the last whole run over a root read. */
export type PastTotals = Pick<EndEvent, 'files' | 'bytes'>;

/** The commands that read everything below their root. */
const READING = new Set(['seal', 'scan', 'verify']);
/** The most journals that are opened, newest first. */
const MOST_JOURNALS = 100;
const MOST_BYTES = 1 << 20;

/** Returns how much the last finished run over a root read, by the journals of a directory; undefined where none did. */
export function pastTotals(directory: string, root: string): PastTotals | undefined {
  const journals = journalsIn(directory).filter(({ command }) => READING.has(command));
  for (const { file } of journals.slice(0, MOST_JOURNALS))
    for (const { begin, ending } of runsOf(file, MOST_BYTES)) {
      const isWhole = ending?.type === 'end' && ending.interrupted !== true && !isOfPart(begin);
      if (isWhole && begin.root === root && ending.bytes > 0)
        return { files: ending.files, bytes: ending.bytes };
    }
  return undefined;
}

/** Adds totals as an estimate to the progress of a run that knows none, until it has read more than that. */
export function withEstimate(event: ProgressEvent, past: PastTotals | undefined): ProgressEvent {
  const { files, bytes, totalFiles, totalBytes } = event;
  const isKnown = totalFiles !== undefined || totalBytes !== undefined;
  if (past === undefined || isKnown || files > past.files || bytes > past.bytes) return event;
  return { ...event, totalFiles: past.files, totalBytes: past.bytes };
}
