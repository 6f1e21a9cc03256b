import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BeginEvent, EndEvent, FaultEvent } from '../../model/event.ts';
import { errorCode } from '../../model/fault.ts';
import { parseEvent } from '../../report/parse-event.ts';
import { isNowhere } from '../small-files.ts';
import { readMarks } from './journal-marks.ts';

/** Whether a run was limited to a list of paths, or to one of the parts of a tree. */
export function isOfPart({ filesFrom, shard }: PastRun['begin']): boolean {
  return filesFrom !== undefined || shard !== undefined;
}

/** A run in a journal. Without an ending it was killed, or is still running. */
export type PastRun = {
  readonly journal: string;
  readonly begin: Pick<BeginEvent, 'command' | 'root' | 'host' | 'startedAt' | 'filesFrom'> &
    Partial<Pick<BeginEvent, 'depth' | 'failOn' | 'scope' | 'vouchers' | 'shard'>>;
  readonly ending?: EndEvent | FaultEvent;
};

const NAME = /^(\d{8}T\d{6}(?:\.\d{3})?Z)-([a-z]+)-[\da-f]{8}\.jsonl$/;

/** A journal: its file, the command, and when it was begun. */
export type JournalFile = { readonly file: string; readonly command: string; readonly stamp: string };

/** Formats the time at the beginning of a journal's name, in milliseconds so that names sort by time: `20261123T020000.123Z`. */
export function stampOf(time: Date): string {
  return time.toISOString().replace(/[-:]/g, '');
}

/** Returns the time of a stamp, as `stampOf` formats it, in ISO 8601. */
export function timeOf(stamp: string): string {
  return stamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)/, '$1-$2-$3:$4:$5');
}

/** The journals in a directory, newest first, and why they cannot be listed. */
export type ListedJournals = { readonly journals: readonly JournalFile[]; readonly damage?: string };

/** Lists the journals in a directory; none if there is no directory. */
export function listJournals(directory: string): ListedJournals {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    return { journals: [], ...(isNowhere(directory) ? {} : { damage: `cannot be listed (${code})` }) };
  }
  const journals = names
    .toSorted()
    .toReversed()
    .flatMap((name) => journalOf(directory, name) ?? []);
  return { journals };
}

/** Returns the journals in a directory, as `listJournals`; none if it cannot be listed. */
export function journalsIn(directory: string): readonly JournalFile[] {
  return listJournals(directory).journals;
}

/** Returns the journal of a name in a directory; undefined where that is no name of one. */
export function journalOf(directory: string, name: string): JournalFile | undefined {
  const [, stamp, command] = NAME.exec(name) ?? [];
  if (stamp === undefined || command === undefined) return undefined;
  return { file: join(directory, name), command, stamp };
}

/** The runs of a journal, last first, and why some of them may be lost. */
export type JournalRuns = { readonly runs: readonly PastRun[]; readonly damage?: string };

/** Reads the runs of one journal, last first, without its findings and at most `most` bytes; skips damaged lines. */
export function runsOf(journal: string, most?: number): readonly PastRun[] {
  return readJournal(journal, most).runs;
}

/** Reads the runs of one journal, as `runsOf`, and says what of it is damaged. */
export function readJournal(journal: string, most?: number): JournalRuns {
  const runs: PastRun[] = [];
  const marks = readMarks(journal, most);
  let { damage } = marks;
  for (const line of marks.lines) {
    const parsed = parseEvent(line);
    if (parsed.is === 'none') damage ??= `has a line that ${parsed.because}`;
    if (parsed.is !== 'event') continue;
    const { event } = parsed;
    if (event.type === 'begin') runs.push({ journal, begin: event });
    else if (event.type === 'end' || event.type === 'fault') {
      const open = runs.at(-1);
      const isItsOwn =
        open !== undefined && open.ending === undefined && (event.type === 'end' || event.id === idOf(open));
      if (isItsOwn) runs[runs.length - 1] = { ...open, ending: event };
      else if (event.type === 'fault')
        runs.push({ journal, begin: { ...event, startedAt: event.at }, ending: event });
    }
  }
  return { runs: runs.toReversed(), ...(damage === undefined ? {} : { damage }) };
}

/** Returns the id of a run; undefined where its journal says none. */
export function idOf({ begin }: PastRun): string | undefined {
  return 'id' in begin && typeof begin.id === 'string' ? begin.id : undefined;
}
