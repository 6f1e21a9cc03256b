import { basename } from 'node:path';
import type { LastRun } from '../../report/root-status.ts';
import type { ChainProblem } from './chain-problems.ts';
import { CHECKS, compares, isWhole } from './covers.ts';
import type { PastRun } from './past-runs.ts';

/** The most journals that are named. */
const MOST_NAMED = 3;

/** A journal that does not count, and why, in the words that follow its name: it is not what it was, gone, or not signed as it must be. */
export type LostJournal = Pick<ChainProblem, 'journal' | 'roots'> & {
  readonly why: string;
  /** What is said of it although a later run answers again what it may have said. */
  readonly said?: string;
};

/** Returns a journal that is not what it was, or gone, as one that does not count. */
export function lostByChain({ is, journal, roots, isNoted }: ChainProblem): LostJournal {
  const said = isNoted === true ? {} : { said: `was ${is} since it was written` };
  return { journal, roots, why: `was ${is}`, ...said };
}

/** Returns the problems that are about a root. */
export function problemsOf<T extends Pick<ChainProblem, 'roots'>>(problems: readonly T[], root: string): T[] {
  return problems.filter(({ roots }) => roots.includes(root));
}

/**
 * Returns a check that is gone, altered or unreadable and may have been an alarm: one that no whole run after it answers again.
 * Names of journals sort by time.
 */
export function lostCheck<T extends Pick<ChainProblem, 'journal'>>(
  problems: readonly T[],
  counting: readonly PastRun[],
): T | undefined {
  const isAnswered = ({ journal: { file, command } }: T): boolean =>
    counting.some(
      (run) =>
        basename(run.journal) > basename(file) && isWhole(run) && (compares(run) || command === 'scan'),
    );
  return problems.find((each) => CHECKS.has(each.journal.command) && !isAnswered(each));
}

/**
 * Adds to the last run of a root the journals that do not count. A check that is lost leaves the root in doubt until a whole
 * one answers the same again; after that it is only said.
 */
export function withChain<T extends LastRun>(
  found: T,
  counting: readonly PastRun[],
  problems: readonly LostJournal[],
): T {
  const lost = lostCheck(problems, counting);
  const said = problems
    .filter((each) => each !== lost)
    .flatMap(({ said: what, journal }) => (what === undefined ? [] : [`${basename(journal.file)} ${what}`]));
  const more = said.length - MOST_NAMED;
  const notes = [
    ...(found.notes ?? []),
    ...said.slice(0, MOST_NAMED),
    ...(more > 0 ? [`and so were ${more} more journals`] : []),
  ];
  const doubt =
    found.doubt ??
    (lost === undefined ? undefined : `${basename(lost.journal.file)} ${lost.why}: verify again`);
  return { ...found, notes, ...(doubt === undefined ? {} : { doubt }) };
}
