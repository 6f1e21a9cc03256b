import { type Generation, sharedDirectory } from '../../engine/commands/latest.ts';
import type { SavedNothing } from '../../engine/generations/saved-nothing.ts';
import { formatCount } from '../../model/counts.ts';
import type { EndEvent, ExitCode } from '../../model/event.ts';
import { alignColumns } from '../../report/columns.ts';
import { lacksManifest } from '../../report/run-splitter.ts';
import { clip, formatBytes, visible } from '../../report/text.ts';
import { byUrgency } from '../../report/urgency.ts';

/** A generation that was verified, and how that ended; without an end it could not be. */
export type Tried = Generation & {
  readonly exit: ExitCode;
  readonly end?: EndEvent;
  /** Why it is worth nothing, however well it holds. */
  readonly nothing?: SavedNothing;
};

const MOST_ROWS = 200;
const MOST_CHARS = 60;
const HEAD = ['DATE', 'VERDICT', 'GENERATION', 'FILES', 'SIZE', 'WORST FINDING'];
/** The columns of files and size. */
const NUMBERS = new Set([3, 4]);

/** Returns a table of the generations that were verified, newest first, how many were not, and from which one to restore. */
export function generationsTable(
  tried: readonly Tried[],
  untried: number,
  sound?: Tried,
  width?: number,
): string {
  const shared = sharedDirectory(tried.map(({ path }) => path));
  const rows = tried.slice(0, MOST_ROWS).map((each) => rowOf(each, shared));
  const more = tried.length - rows.length;
  return [
    '',
    ...alignColumns([HEAD, ...rows], NUMBERS, width),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
    ...(untried > 0 ? [`  older, not tried: ${formatCount(untried)}`] : []),
    sound === undefined ? 'restore from none of these' : `restore from ${visible(sound.path)}`,
    '',
  ].join('\n');
}

/** Returns when a generation was made, in UTC, by the minute where that is known. */
function dateOf(time: number): string {
  const [day = '', clock = ''] = new Date(time).toISOString().split('T');
  const minute = clock.slice(0, 5);
  return minute === '00:00' ? day : `${day} ${minute}`;
}

function rowOf(each: Tried, shared: string): readonly string[] {
  const { path, time, end } = each;
  const [worst] = end === undefined ? [] : byUrgency(end.counts);
  return [
    dateOf(time),
    verdictOf(each).toUpperCase(),
    clip(visible(path.slice(shared.length)), MOST_CHARS),
    end === undefined ? '' : formatCount(end.files),
    end === undefined ? '' : formatBytes(end.bytes),
    worst === undefined ? '' : `${formatCount(worst.count)} ${worst.code}`,
  ];
}

function verdictOf({ exit, end, nothing }: Tried): string {
  if (end === undefined) return 'not verified';
  if (exit === 0 && nothing !== undefined) return nothing.is === 'tiny' ? 'too small' : 'nothing new';
  return lacksManifest(end) ? 'no manifest' : end.verdict;
}
