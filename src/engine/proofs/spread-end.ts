import type { EndEvent } from '../../model/event.ts';
import { isoOf } from '../../model/mtime.ts';
import type { ProofsEnd, SpreadOptions } from './proofs.ts';
import type { Pace, Unit } from './schedule.ts';

/** A run that read a part: all units, which of them it read, and whether its budget was spent before it had read what it should. */
type SpreadRun = {
  readonly units: readonly Unit[];
  readonly readNow: ReadonlySet<Unit>;
  readonly since: number;
  readonly pace: Pace;
  readonly options: SpreadOptions;
  readonly isShort: boolean;
  /** What earlier runs read beyond their share. */
  readonly credit: number;
  readonly now: number;
};

type Sum = { readonly files: number; readonly bytes: number };

/** Returns what the end of such a run says, and whether the promise is broken or cannot be kept. */
export function spreadEnd(run: SpreadRun, isStopped: boolean, isKept: boolean): ProofsEnd {
  const { units, readNow, since, options, now } = run;
  const { coverMs } = options;
  const all = sumOf(units);
  const proven = sumOf(units.filter(({ proof }) => proof.is === 'proven'));
  const isLate = (unit: Unit): boolean =>
    coverMs !== undefined && unit.proof.at * 1000 + coverMs < now && !readNow.has(unit);
  const overdue = sumOf(units.filter(isLate));
  const needs = isStopped ? undefined : neededBudget(run, all);
  const oldest = units.reduce((least, { proof }) => Math.min(least, proof.at), Infinity);
  const spread: NonNullable<EndEvent['spread']> = {
    ...all,
    provenFiles: proven.files,
    provenBytes: proven.bytes,
    since: isoOf(since),
    ...(Number.isFinite(oldest) ? { oldest: isoOf(oldest * 1000) } : {}),
    ...(overdue.files > 0 ? { overdueFiles: overdue.files, overdueBytes: overdue.bytes } : {}),
    ...needs,
    ...(isKept ? {} : { isNotKept: true as const }),
  };
  return { event: { spread }, isBroken: overdue.files > 0 || needs !== undefined || !isKept };
}

/** What each run would have to read where this one could not read it, or that runs are too rare for the promise. */
function neededBudget(
  { units, readNow, pace: { mean, isTooRare }, options: { coverMs }, isShort, credit }: SpreadRun,
  all: Sum,
): Pick<NonNullable<EndEvent['spread']>, 'neededBytes' | 'isTooRare'> | undefined {
  if (coverMs === undefined || units.length === 0) return undefined;
  if (isTooRare) return { isTooRare };
  const neededBytes = Math.ceil(all.bytes * Math.min(1, mean / coverMs));
  return isShort && sumOf([...readNow]).bytes + credit < neededBytes ? { neededBytes } : undefined;
}

function sumOf(units: readonly Unit[]): Sum {
  return units.reduce((sum, { files, bytes }) => ({ files: sum.files + files, bytes: sum.bytes + bytes }), {
    files: 0,
    bytes: 0,
  });
}
