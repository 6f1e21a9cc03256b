import { type Finding, finding } from '../model/finding.ts';

const LEAST_PROMISED = 10;

/** What only the sums of a run show: a root with nothing in it, or one from which most of what was promised is gone. */
export function guard(run: {
  readonly entries: number;
  readonly promised: number;
  readonly lost: number;
  readonly isStopped: boolean;
}): Finding[] {
  const { entries, promised, lost, isStopped } = run;
  if (isStopped) return [];
  if (entries === 0) {
    return [
      finding('empty-root', '', promised === 0 ? {} : { wanted: `${promised} entries`, found: 'none' }),
    ];
  }
  if (promised < LEAST_PROMISED || lost * 2 <= promised) return [];
  return [
    finding('mass-loss', '', {
      wanted: `${promised} entries`,
      found: `${promised - lost}`,
      detail: `${lost} are gone`,
    }),
  ];
}
