import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { BeginEvent, EndEvent, FaultEvent } from '../model/event.ts';
import { parseEvent } from '../report/parse-event.ts';

/** A run of which a journal is kept. Without an ending it was killed, or still goes on. */
export type PastRun = {
  readonly journal: string;
  readonly begin: Pick<BeginEvent, 'command' | 'root' | 'host' | 'startedAt'>;
  readonly ending?: EndEvent | FaultEvent;
};

const CHUNK = 1 << 20;
const NAME = /^\d{8}T\d{6}Z-([a-z]+)-[\da-f]{8}\.jsonl$/;
const MARKS = ['{"type":"begin"', '{"type":"end"', '{"type":"fault"'];

/** The journals in a directory, the newest first, with the command that each is of; none where there is no directory. */
export function journalsIn(directory: string): { readonly file: string; readonly command: string }[] {
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
      const command = NAME.exec(name)?.[1];
      return command === undefined ? [] : [{ file: join(directory, name), command }];
    });
}

/** The runs of one journal, the last first; findings are passed over unread. Damaged lines say nothing. */
export function runsOf(journal: string): PastRun[] {
  const runs: PastRun[] = [];
  for (const line of markedLines(journal)) {
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

/** The lines of a file that begin or end a run. */
function* markedLines(file: string): Generator<string, void, undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return;
  }
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    let carry = Buffer.alloc(0);
    for (let n = readSync(descriptor, buffer); n > 0; n = readSync(descriptor, buffer)) {
      const bytes = Buffer.concat([carry, buffer.subarray(0, n)]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      yield* marked(bytes.subarray(0, end));
      carry = Buffer.from(bytes.subarray(end));
      if (carry.length > CHUNK) return;
    }
  } finally {
    closeSync(descriptor);
  }
}

function marked(bytes: Buffer): string[] {
  const found: { readonly at: number; readonly text: string }[] = [];
  for (const mark of MARKS) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      const isStart = at === 0 || bytes[at - 1] === 0x0a;
      if (isStart) found.push({ at, text: bytes.toString('utf8', at, bytes.indexOf(0x0a, at)) });
    }
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ text }) => text);
}
