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
 * Adds to the last run of a root the journals that are not what they were. A check that is gone leaves the root in doubt until a whole
 * one answers the same again, for it may have been an alarm; after that it is only said. Names of journals sort by time.
 */
export function withChain<T extends LastRun>(
  found: T,
  counting: readonly PastRun[],
  problems: readonly ChainProblem[],
): T {
  const isAnswered = ({ journal: { file, command } }: ChainProblem): boolean =>
    counting.some(
      (run) =>
        basename(run.journal) > basename(file) && isWhole(run) && (compares(run) || command === 'scan'),
    );
  const lost = problems.find(
    (each) => each.is === 'removed' && CHECKS.has(each.journal.command) && !isAnswered(each),
  );
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
    (lost === undefined ? undefined : `${basename(lost.journal.file)} was removed: verify again`);
  return { ...found, notes, ...(doubt === undefined ? {} : { doubt }) };
}
