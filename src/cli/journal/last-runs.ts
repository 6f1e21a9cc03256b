import { type LastRun, stateOf, stateRank } from '../../report/root-status.ts';
import { scopeLines } from '../../report/scope-text.ts';
import { type LostJournal, lostByChain, problemsOf, withChain } from './chain-doubts.ts';
import { chainProblems } from './chain-problems.ts';
import { CHECKS, compares, covers } from './covers.ts';
import { EMPTY } from './journal-marks.ts';
import type { JournalSignature } from './journal-signature.ts';
import type { JournalJudge } from './journal-trust.ts';
import { isLockedByAnother } from './lock.ts';
import { isOfPart, listJournals, type PastRun, readJournal } from './past-runs.ts';
import { journalDirectory } from './state-directory.ts';

/** How far a clock may go wrong until a run is of the future. */
const MOST_SKEW_MS = 86_400_000;
const ALTERED = 'was altered since it was written';

/** The run that decides the status of a root, and where it is recorded. */
export type FoundRun = LastRun & { readonly run: PastRun; readonly signature?: JournalSignature };

/**
 * The runs that decide, by their roots; the roots that have no run which counts, only ones whose journals are not signed as they must
 * be; and what may hold those of other roots and cannot be read.
 */
export type LastRuns = {
  readonly found: ReadonlyMap<string, FoundRun>;
  readonly refused: ReadonlyMap<string, string>;
  readonly unread?: string;
};

/** What is known of one root on the way from its newest run to its oldest. */
type RootRuns = {
  /** The runs that no later one covers, newest first. */
  readonly counting: PastRun[];
  /** A run after all others that did not finish. */
  open?: PastRun;
  /** Why nobody knows whether the newest of them is the last one. */
  damaged?: Damaged;
};

/**
 * Returns the run that decides the status of each wanted root, of all where none are: the worst of those that no later
 * run covers, for a weaker run clears nothing, and whether a later one did not finish. A journal that cannot be read may
 * be about any root that no newer one is about: it leaves all of those in doubt, and so does a run of the future, which
 * would be the last one for ever. One that is not signed as it must be neither counts nor clears; it leaves what it says it is about in doubt.
 */
export function lastRuns(wanted: readonly string[], now: number, judge?: JournalJudge): LastRuns {
  const directory = journalDirectory();
  const { journals, damage: unlisted } = listJournals(directory);
  const roots = new Map<string, RootRuns>();
  const problems = chainProblems(directory, judge?.isRequired);
  const altered = new Set(problems.flatMap(({ is, journal }) => (is === 'altered' ? [journal.file] : [])));
  const unsigned: LostJournal[] = [];
  let damaged: Damaged | undefined;
  for (const journal of journals) {
    const { file, command } = journal;
    if (!CHECKS.has(command)) continue;
    const { runs, damage = altered.has(file) ? ALTERED : undefined } = readJournal(file);
    if (damage !== undefined) damaged ??= { file, damage };
    const ofThis = altered.has(file) ? { file, damage: ALTERED } : damaged;
    const { counting, refused } = judge?.runsThatCount(file, runs) ?? { counting: runs };
    if (refused === undefined) addRuns(roots, wanted, counting, ofThis);
    else unsigned.push({ ...refused, journal, roots: runs.map(({ begin }) => begin.root) });
  }
  const lost = [...problems.map(lostByChain), ...unsigned];
  const found = new Map(
    [...roots].flatMap(([root, known]) => {
      const run = foundRun(known, damaged, now);
      if (run === undefined) return [];
      const chained = withChain(run, known.counting, problemsOf(lost, root));
      return [[root, judge?.withSigner(chained) ?? chained] as const];
    }),
  );
  const refused = new Map(
    unsigned
      .toReversed()
      .flatMap(({ roots: named, journal, why }) =>
        named.flatMap((root) =>
          root === '' || found.has(root) ? [] : [[root, `${journal.file} ${why}`] as const],
        ),
      ),
  );
  const unread = unlisted === undefined ? damaged : { file: directory, damage: unlisted };
  return { found, refused, ...(unread === undefined ? {} : { unread: `${unread.file} ${unread.damage}` }) };
}

/** The newest journal that cannot be read, and why. */
type Damaged = { readonly file: string; readonly damage: string };

/** Adds the runs of a journal, last first, to those of their roots. */
function addRuns(
  roots: Map<string, RootRuns>,
  wanted: readonly string[],
  runs: readonly PastRun[],
  damaged: Damaged | undefined,
): void {
  for (const run of runs) {
    const { root } = run.begin;
    if (root === '' || (wanted.length > 0 && !wanted.includes(root))) continue;
    const known = roots.get(root) ?? { counting: [] };
    roots.set(root, known);
    addRun(known, run, damaged);
  }
}

function addRun(known: RootRuns, run: PastRun, damaged: Damaged | undefined): void {
  if (run.ending === undefined) {
    if (known.counting.length === 0 && !isOfPart(run.begin)) known.open ??= run;
    return;
  }
  if (known.counting.some((later) => covers(later, run))) return;
  // A part that was found sound says nothing of the root.
  if (isOfPart(run.begin) && stateOf(run.ending) === 'OK') return;
  const decides = known.counting.length === 0 || damaged?.file === run.journal;
  if (decides && damaged !== undefined) known.damaged ??= damaged;
  known.counting.push(run);
}

function foundRun(
  { counting, open, damaged }: RootRuns,
  anyDamaged: Damaged | undefined,
  now: number,
): FoundRun | undefined {
  const [newest] = counting;
  if (newest === undefined)
    return open === undefined ? undefined : withDoubts(open, { newer: [], damaged: anyDamaged }, now);
  const run = worstOf(newest, counting);
  // How old the answer is, the newest of those that compare tells.
  const aged = counting.find(compares) ?? newest;
  const found = withDoubts(
    run,
    { newer: open === undefined ? [newest] : [newest, open], open, damaged },
    now,
  );
  const notes = [...(run === newest ? [] : [describeWeaker(newest)]), ...scopeOf(run)];
  return { ...found, age: ageOf(aged, now), notes };
}

function worstOf(newest: PastRun, counting: readonly PastRun[]): PastRun {
  return counting.reduce((worst, run) => (rankOf(run) > rankOf(worst) ? run : worst), newest);
}

function rankOf({ ending }: PastRun): number {
  return stateRank(stateOf(ending));
}

function describeWeaker({ begin }: PastRun): string {
  return `the ${begin.command} of ${begin.startedAt} looked at less and clears nothing`;
}

function scopeOf({ begin: { vouchers = [], depth = 'normal', scope }, ending }: PastRun): string[] {
  return scopeLines({ vouchers, depth, ...(scope === undefined ? {} : { scope }) }, ending);
}

function ageOf({ ending, begin }: PastRun, now: number): number {
  const seconds = ending?.type === 'end' ? ending.seconds : 0;
  return Math.max(0, (now - Date.parse(begin.startedAt)) / 1000 - seconds);
}

/** The runs of a root that are newer than the one that decides, the one of them that did not finish, and what is unreadable. */
type Doubts = {
  readonly newer: readonly PastRun[];
  readonly open?: PastRun | undefined;
  readonly damaged: Damaged | undefined;
};

function withDoubts(run: PastRun, { newer, open, damaged }: Doubts, now: number): FoundRun {
  const { ending, begin } = run;
  // A run writes nothing until it knows what vouches.
  const isBeginning = damaged?.damage === EMPTY && isLockedByAnother(begin.root);
  const future = [run, ...newer].find((each) => isOfTheFuture(each, now));
  const doubt =
    future !== undefined
      ? `the clock was wrong in a run of ${future.begin.startedAt}: remove ${future.journal}`
      : damaged === undefined || isBeginning
        ? undefined
        : `a later journal ${damaged.damage}: verify again, or remove ${damaged.file}`;
  const isCutOff = open !== undefined || isBeginning;
  return { run, ending, age: ageOf(run, now), isCutOff, ...(doubt === undefined ? {} : { doubt }) };
}

function isOfTheFuture({ begin, ending }: PastRun, now: number): boolean {
  const ms = ending?.type === 'end' ? ending.seconds * 1000 : 0;
  return !(Date.parse(begin.startedAt) + ms - now <= MOST_SKEW_MS);
}
