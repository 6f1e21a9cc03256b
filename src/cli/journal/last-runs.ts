import type { LastRun } from '../../report/root-status.ts';
import { journalDirectory } from './journal.ts';
import { EMPTY } from './journal-marks.ts';
import { isLockedByAnother } from './lock.ts';
import { journalsIn, type PastRun, readJournal } from './past-runs.ts';

/** The commands whose runs decide the status of a root. */
const CHECKS = new Set(['verify', 'scan', 'latest']);
/** How far a clock may go wrong until a run is of the future. */
const MOST_SKEW_MS = 86_400_000;

/** The last run of a root, and where it is recorded. */
export type FoundRun = LastRun & { readonly run: PastRun };

/**
 * Returns the last finished run of the wanted roots, of all where none are, and whether a later one did not finish. A journal
 * that cannot be read may be about any root that no newer one is about: it leaves all of those in doubt, and so does a run of
 * the future, which would be the last one for ever.
 */
export function lastRuns(wanted: readonly string[], now: number): Map<string, FoundRun> {
  const found = new Map<string, FoundRun>();
  const open = new Map<string, PastRun>();
  let damaged: Damaged | undefined;
  for (const { file, command } of journalsIn(journalDirectory())) {
    if (!CHECKS.has(command)) continue;
    if (wanted.length > 0 && wanted.every((root) => found.has(root))) break;
    const { runs, damage } = readJournal(file);
    if (damage !== undefined) damaged ??= { file, damage };
    for (const run of runs) {
      const { root, filesFrom } = run.begin;
      if (root === '' || found.has(root) || filesFrom !== undefined) continue;
      if (run.ending !== undefined) found.set(root, withDoubts(run, open.get(root), damaged, now));
      else if (!open.has(root)) open.set(root, run);
    }
  }
  for (const [root, run] of open)
    if (!found.has(root)) found.set(root, withDoubts(run, undefined, damaged, now));
  return found;
}

/** The newest journal that cannot be read, and why. */
type Damaged = { readonly file: string; readonly damage: string };

function withDoubts(
  run: PastRun,
  later: PastRun | undefined,
  damaged: Damaged | undefined,
  now: number,
): FoundRun {
  const { ending, begin } = run;
  const seconds = ending?.type === 'end' ? ending.seconds : 0;
  const age = Math.max(0, (now - Date.parse(begin.startedAt)) / 1000 - seconds);
  // A run writes nothing until it knows what vouches.
  const isBeginning = damaged?.damage === EMPTY && isLockedByAnother(begin.root);
  const future = [run, ...(later === undefined ? [] : [later])].find((each) => isOfTheFuture(each, now));
  const doubt =
    future !== undefined
      ? `the clock was wrong in a run of ${future.begin.startedAt}: remove ${future.journal}`
      : damaged === undefined || isBeginning
        ? undefined
        : `a later journal ${damaged.damage}: verify again, or remove ${damaged.file}`;
  const isCutOff = later !== undefined || isBeginning;
  return { run, ending, age, isCutOff, ...(doubt === undefined ? {} : { doubt }) };
}

function isOfTheFuture({ begin }: PastRun, now: number): boolean {
  return !(Date.parse(begin.startedAt) - now <= MOST_SKEW_MS);
}
