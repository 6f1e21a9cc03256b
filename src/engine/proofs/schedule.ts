/**
 * How much a run has to read so that everything is read once in a time, given how often there are runs. Promises that what is due before the next run
 * is read in this one, and that about as much is read each time.
 */
import type { Proof } from './proof-file.ts';

const DAY_MS = 86_400_000;
const MOST_GAPS = 14;
/** A little more is read each time than would do. */
const MARGIN = 1.25;
/** To reach a file takes as long as to read so many bytes of it. */
const FILE_COST = 4096;

/** A range of the manifest: what it names, and what is known of it. */
export type Unit = {
  readonly key: string;
  readonly files: number;
  readonly bytes: number;
  /** The length of its lines. */
  readonly length: number;
  /** Where it stands in the manifest. */
  readonly place: number;
  proof: Proof;
};

/** How often there are runs, in milliseconds: on average, and at most as far as that is the schedule and not an outage; `isTooRare` for the promise. */
export type Pace = { readonly mean: number; readonly longest: number; readonly isTooRare: boolean };

/** Returns the pace of runs by when they began; a day where there was one alone. */
export function paceOf(runs: readonly number[], coverMs: number): Pace {
  const gaps = runs
    .slice(1)
    .map((at, index) => at - (runs[index] ?? at))
    .filter((gap) => gap > 0)
    .slice(-MOST_GAPS);
  const usual = gaps.filter((gap) => gap <= coverMs / 2);
  const known = usual.length > 0 ? usual : gaps.length > 0 ? gaps : [Math.min(DAY_MS, coverMs)];
  const mean = known.reduce((sum, gap) => sum + gap, 0) / known.length;
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return { mean, longest: Math.max(...known), isTooRare: median > coverMs };
}

/** Returns the units in the order in which they are to be read: those that did not hold, then what was not proven for the longest time. */
export function byUrgencyOfProof(units: readonly Unit[]): Unit[] {
  const rank = ({ proof: { is } }: Unit): number => (is === 'first' ? 0 : 1);
  return units.toSorted((a, b) => rank(a) - rank(b) || a.proof.at - b.proof.at || a.place - b.place);
}

/** The share of each run: what it is to read, in bytes with what reaching the files is worth. */
export function quotaOf(units: readonly Unit[], { mean }: Pace, coverMs: number): number {
  return Math.min(1, (MARGIN * mean) / coverMs) * costOf(units);
}

/** What decides how much a run has to read: its share, less what earlier runs read beyond theirs, and when it is now. */
export type Need = {
  readonly coverMs: number | undefined;
  readonly pace: Pace;
  readonly credit: number;
  readonly now: number;
};

/** Returns those of sorted units that a run has to read for the promise; all of them without one. */
export function neededUnits(sorted: readonly Unit[], { coverMs, pace, credit, now }: Need): readonly Unit[] {
  if (coverMs === undefined) return sorted;
  const quota = quotaOf(sorted, pace, coverMs) - credit;
  const horizon = now + pace.longest * MARGIN;
  let cost = 0;
  const count = sorted.findIndex((unit) => {
    const isEnough = cost >= quota && unit.proof.is !== 'first' && unit.proof.at * 1000 + coverMs > horizon;
    cost += costOf([unit]);
    return isEnough;
  });
  return count < 0 ? sorted : sorted.slice(0, count);
}

/** What it takes to read units: their bytes, with what reaching their files is worth. */
export function costOf(units: Iterable<Unit>): number {
  let cost = 0;
  for (const { bytes, files } of units) cost += bytes + files * FILE_COST;
  return cost;
}
