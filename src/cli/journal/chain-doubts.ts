import { basename } from 'node:path';
import type { LastRun } from '../../report/root-status.ts';
import type { ChainProblem } from './chain-problems.ts';
import { CHECKS, compares, isWhole } from './covers.ts';
import type { PastRun } from './past-runs.ts';

/** The most journals that are named. */
const MOST_NAMED = 3;

/** Returns the problems that are about a root. */
export function problemsOf(problems: readonly ChainProblem[], root: string): ChainProblem[] {
  return problems.filter(({ roots }) => roots.includes(root));
}

/**
 * Returns a check that is gone, altered or unreadable and may have been an alarm: one that no whole run after it answers again.
 * Names of journals sort by time.
 */
export function lostCheck(
  problems: readonly ChainProblem[],
  counting: readonly PastRun[],
): ChainProblem | undefined {
  const isAnswered = ({ journal: { file, command } }: ChainProblem): boolean =>
    counting.some(
      (run) =>
        basename(run.journal) > basename(file) && isWhole(run) && (compares(run) || command === 'scan'),
    );
  return problems.find((each) => CHECKS.has(each.journal.command) && !isAnswered(each));
}

/**
 * Adds to the last run of a root the journals that are not what they were. A check that is lost leaves the root in doubt until a whole
 * one answers the same again; after that it is only said.
 */
export function withChain<T extends LastRun>(
  found: T,
  counting: readonly PastRun[],
  problems: readonly ChainProblem[],
): T {
  const lost = lostCheck(problems, counting);
  const said = problems
    .filter((each) => each !== lost)
    .map(({ is, journal }) => `${basename(journal.file)} was ${is} since it was written`);
  const more = said.length - MOST_NAMED;
  const notes = [
    ...(found.notes ?? []),
    ...said.slice(0, MOST_NAMED),
    ...(more > 0 ? [`and so were ${more} more journals`] : []),
  ];
  const doubt =
    found.doubt ??
    (lost === undefined ? undefined : `${basename(lost.journal.file)} was ${lost.is}: verify again`);
  return { ...found, notes, ...(doubt === undefined ? {} : { doubt }) };
}
