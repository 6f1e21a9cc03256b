import type { RunEvents } from '../../engine/run.ts';
import type { BeginEvent, EndEvent } from '../../model/event.ts';
import { quoteWord } from '../../report/quote-word.ts';
import { promiseProblems } from '../../report/spread-text.ts';
import type { Screen } from '../screen.ts';

type NotResumed = Extract<NonNullable<BeginEvent['resume']>, { readonly not: unknown }>['not'];

/** Why a run begins anew; one that was not stopped before is what most runs are. */
const NOT_RESUMED: Readonly<Record<NotResumed, string | undefined>> = {
  nothing: undefined,
  damaged: 'what was kept of it is damaged',
  old: 'it is more than 7 days old, or the clock was wrong',
  'other-root': 'another directory or disk lies there now',
  'other-manifest': 'it was of another manifest',
  'other-flags': 'it read files in another way (--uncached)',
  'not-ranged': 'only a run over one manifest of restorable, with the whole tree in scope, can be resumed',
};

/** Passes events on, and warns of a run that could not be resumed, could be now, or breaks the promise of `--cover`. */
export async function* withProofWarnings(events: RunEvents, root: string, screen: Screen): RunEvents {
  for await (const event of events) {
    if (event.type === 'begin') warnOfBegin(event, root, screen);
    yield event;
    if (event.type === 'end') warnOfEnd(event, root, screen);
  }
}

function warnOfBegin({ resume }: BeginEvent, root: string, screen: Screen): void {
  const why = resume !== undefined && 'not' in resume ? NOT_RESUMED[resume.not] : undefined;
  if (why !== undefined) screen.warn(`${root}: nothing is resumed, and all is read: ${why}`);
}

function warnOfEnd({ resumable, spread }: EndEvent, root: string, screen: Screen): void {
  if (resumable === true)
    screen.warn(
      `${root}: stopped; what held until now is kept`,
      `go on: restorable verify --resume ${quoteWord(root)}`,
    );
  if (spread === undefined) return;
  for (const problem of promiseProblems(spread))
    screen.warn(`${root}: ${problem}`, 'give it a bigger budget, more runs, or a longer --cover');
}
