import type { BeginEvent, EndEvent } from '../../model/event.ts';
import type { StandingAlarm } from '../../report/reporter.ts';
import { stateOf, stateRank } from '../../report/root-status.ts';
import { outcome } from '../../report/run-splitter.ts';
import { lostCheck, problemsOf } from './chain-doubts.ts';
import { chainProblems } from './chain-problems.ts';
import { CHECKS, covers } from './covers.ts';
import { journalsIn, type PastRun, readJournal, stampOf, timeOf } from './past-runs.ts';

/** The most journals that are opened, newest first. */
const MOST_JOURNALS = 1000;
/** The run itself is later than all journals, by their names. */
const OURS = 'z';

/**
 * Returns the worst alarm of earlier checks of the same root that a finished run does not clear, since it looked at less; none
 * where the run is as bad itself, or no check.
 */
function standingAlarm(directory: string, begin: BeginEvent, ending: EndEvent): StandingAlarm | undefined {
  if (!CHECKS.has(begin.command)) return undefined;
  const ours: PastRun = { journal: OURS, begin, ending };
  const counting = [ours];
  const checks = journalsIn(directory).filter(({ command }) => CHECKS.has(command));
  for (const { file } of checks.slice(0, MOST_JOURNALS)) {
    for (const run of readJournal(file).runs) {
      if (!isBefore(run, begin) || run.ending === undefined) continue;
      if (!counting.some((later) => covers(later, run))) counting.push(run);
    }
  }
  const worst = counting.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a));
  const isAlarm = ['WARNING', 'CRITICAL'].includes(stateOf(worst.ending));
  if (worst === ours && isAlarm) return undefined;
  if (worst === ours || !isAlarm || worst.ending === undefined) return lostAlarm(directory, begin, counting);
  const { command, root, startedAt } = worst.begin;
  return { command, root, startedAt, outcome: outcome(worst.ending), exit: worst.ending.exit };
}

/** A check of the same root that is gone or cannot be read, and that no whole run answered again: it may have been an alarm. */
function lostAlarm(
  directory: string,
  { root, startedAt }: BeginEvent,
  counting: readonly PastRun[],
): StandingAlarm | undefined {
  const now = stampOf(new Date(startedAt));
  const problems = problemsOf(chainProblems(directory), root).filter(({ journal }) => journal.stamp < now);
  const lost = lostCheck(problems, counting);
  if (lost === undefined) return undefined;
  const { command, stamp } = lost.journal;
  return { command, root, startedAt: timeOf(stamp), outcome: 'unknown', exit: 3, lost: lost.is };
}

/** Returns what gives the standing alarm of a run, and reads the journals once for it, however many reports and monitors ask. */
export function alarmsAskedOnce(): typeof standingAlarm {
  const answers = new WeakMap<EndEvent, { readonly alarm: StandingAlarm | undefined }>();
  return (directory, begin, ending) => {
    const answer = answers.get(ending) ?? { alarm: standingAlarm(directory, begin, ending) };
    answers.set(ending, answer);
    return answer.alarm;
  };
}

function isBefore({ begin }: PastRun, { root, host, startedAt }: BeginEvent): boolean {
  return begin.root === root && begin.host === host && Date.parse(begin.startedAt) < Date.parse(startedAt);
}

function rankOf({ ending }: PastRun): number {
  return stateRank(stateOf(ending));
}
