import type { BeginEvent, FindingEvent } from '../model/event.ts';
import { type Answer, answersOf, type CountedFinding } from './answers.ts';
import type { Ending } from './run-splitter.ts';

/** Counts the findings of one run as they pass, for its answers. */
export type AnswerCollector = {
  see(event: Pick<FindingEvent, 'code' | 'severity'>): void;
  /** Returns the answers; none of a run that did not come to its end. */
  at(ending: Ending): readonly Answer[];
};

/** Starts counting for the answers of a run; `begin` is undefined where the run could not begin. */
export function collectAnswers(begin: BeginEvent | undefined): AnswerCollector {
  const counted = new Map<string, CountedFinding>();
  return {
    see({ code, severity }) {
      const key = `${severity} ${code}`;
      counted.set(key, { code, severity, count: (counted.get(key)?.count ?? 0) + 1 });
    },
    at: (ending) =>
      begin === undefined || ending?.type !== 'end' ? [] : answersOf(begin, ending, [...counted.values()]),
  };
}
