import { formatSeconds } from '../model/counts.ts';
import { describeEnding, describeOutcome, type Ending, outcome } from './run-splitter.ts';
import { coveredShare } from './spread-text.ts';

/** The states of a monitoring plugin, indexed by exit code. */
export const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
/** One of `STATES`. */
export type State = (typeof STATES)[number];

/** The age in seconds at which a run is too old, and the coverage, a share of bytes from 0 to 1, that is too low. */
export type Limits = {
  readonly warnAge: number;
  readonly critAge: number;
  readonly warnCoverage?: number;
  readonly critCoverage?: number;
};

/** The last run of a root: how it ended, and how many seconds ago; `isCutOff` if a later one did not finish. */
export type LastRun = {
  readonly ending: Ending;
  readonly age: number;
  readonly isCutOff: boolean;
  /** Why nobody knows whether it is the last one. */
  readonly doubt?: string;
  /** What else a reader of the status must know: what was left out, and which later run clears nothing. */
  readonly notes?: readonly string[];
};

/** The status of a root by its last run: the worst state, and `said`, a sentence about the root without its name. */
export type RootStatus = {
  readonly state: State;
  readonly said: string;
  readonly age?: number;
  readonly coverage?: number;
};

const RANK: readonly State[] = ['OK', 'WARNING', 'UNKNOWN', 'CRITICAL'];

/** Returns how bad a state is as a number, 0 for OK. */
export function stateRank(state: State): number {
  return RANK.indexOf(state);
}

/** Returns the worst state: CRITICAL, then UNKNOWN, then WARNING. */
export function worstState(states: readonly State[]): State {
  return states.reduce((a, b) => (stateRank(b) > stateRank(a) ? b : a), 'OK');
}

/** Returns the status of a root by its last run; UNKNOWN without one, because of what is `unread` if that is given. */
export function judgeLast(last: LastRun | undefined, limits: Limits, unread?: string): RootStatus {
  if (last === undefined) {
    const why = unread ?? 'never verified, or its journals were removed';
    return { state: 'UNKNOWN', said: `has no recorded run: ${why}` };
  }
  const { ending, age, isCutOff, doubt, notes = [] } = last;
  const coverage = coverageOf(ending);
  const old = `last run ${formatSeconds(age)} ago`;
  const all: (readonly [State, string])[] = [
    [stateOf(ending), `${describeOutcome(ending)}: ${describeEnding(ending)}`],
    [age > limits.critAge ? 'CRITICAL' : age > limits.warnAge ? 'WARNING' : 'OK', old],
    ...(isCutOff ? [['WARNING', 'a later run did not finish: killed, or still running'] as const] : []),
    ...(doubt === undefined ? [] : [['UNKNOWN', doubt] as const]),
    ...covered(coverage, limits),
    ...notes.map((note) => ['OK', note] as const),
  ];
  return {
    state: worstState(all.map(([state]) => state)),
    said: all.map(([, said]) => said).join('; '),
    age: Math.round(age),
    ...(coverage === undefined ? {} : { coverage }),
  };
}

function covered(coverage: number | undefined, limits: Limits): (readonly [State, string])[] {
  const { warnCoverage = 0, critCoverage = 0 } = limits;
  if (warnCoverage === 0 && critCoverage === 0) return [];
  if (coverage === undefined) return [['UNKNOWN', 'coverage is unknown']];
  const state = coverage < critCoverage ? 'CRITICAL' : coverage < warnCoverage ? 'WARNING' : 'OK';
  return [[state, `${Math.floor(coverage * 100)} % of its bytes were checked against a digest`]];
}

function coverageOf(ending: Ending): number | undefined {
  if (ending?.type !== 'end') return undefined;
  const { covered: part, bytes } = coveredShare(ending);
  return bytes === 0 ? undefined : Math.min(1, part / bytes);
}

/** Returns the state that the end of a run alone gives; a run that is not whole is UNKNOWN. */
export function stateOf(ending: Ending): State {
  const word = outcome(ending);
  if (word === 'damaged' || word === 'untrusted') return 'CRITICAL';
  if (word === 'suspect') return 'WARNING';
  return word === 'sound' || word === 'ordinary' ? 'OK' : 'UNKNOWN';
}
