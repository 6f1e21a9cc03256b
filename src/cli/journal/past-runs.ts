import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BeginEvent, EndEvent, FaultEvent } from '../../model/event.ts';
import { parseEvent } from '../../report/parse-event.ts';
import { markedLines } from './journal-marks.ts';

/** A run of which a journal is kept. Without an ending it was killed, or still goes on. */
export type PastRun = {
  readonly journal: string;
  readonly begin: Pick<BeginEvent, 'command' | 'root' | 'host' | 'startedAt' | 'filesFrom'>;
  readonly ending?: EndEvent | FaultEvent;
};

const NAME = /^(\d{8}T\d{6}(?:\.\d{3})?Z)-([a-z]+)-[\da-f]{8}\.jsonl$/;

/** A file of the state directory with the events of one command, and when it was begun. */
export type JournalFile = { readonly file: string; readonly command: string; readonly stamp: string };

/** The time that the name of a journal begins with, to the millisecond, so that names sort as runs did: `20261123T020000.123Z`. */
export function stampOf(time: Date): string {
  return time.toISOString().replace(/[-:]/g, '');
}

/** The journals in a directory, the newest first; none where there is no directory. */
export function journalsIn(directory: string): JournalFile[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return [];
  }
  return names
    .toSorted()
    .toReversed()
    .flatMap((name) => {
      const [, stamp, command] = NAME.exec(name) ?? [];
      if (stamp === undefined || command === undefined) return [];
      return [{ file: join(directory, name), command, stamp }];
    });
}

/** The runs of one journal, the last first; findings are passed over unread, at most `most` bytes. Damaged lines say nothing. */
export function runsOf(journal: string, most?: number): PastRun[] {
  const runs: PastRun[] = [];
  for (const line of markedLines(journal, most)) {
    const parsed = parseEvent(line);
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
  return runs.toReversed();
}

function idOf({ begin }: PastRun): string | undefined {
  return 'id' in begin && typeof begin.id === 'string' ? begin.id : undefined;
}
