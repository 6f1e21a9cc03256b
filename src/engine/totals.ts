import type { BatchResult } from './judge/judge-batch.ts';

/** The sums of a run. They add up: `promised` is `held` plus the promised paths with an integrity finding. */
export type Totals = Omit<BatchResult, 'judged' | 'runs'>;

/** Before the first batch. */
export const NO_TOTALS: Totals = {
  files: 0,
  bytes: 0,
  coveredFiles: 0,
  coveredBytes: 0,
  promised: 0,
  held: 0,
  promisedFiles: 0,
  promisedBytes: 0,
  lost: 0,
  undone: 0,
  lastPath: '',
};

/** Adds what one batch came to. */
export function addUp(totals: Totals, outcome: Totals): Totals {
  return {
    files: totals.files + outcome.files,
    bytes: totals.bytes + outcome.bytes,
    coveredFiles: totals.coveredFiles + outcome.coveredFiles,
    coveredBytes: totals.coveredBytes + outcome.coveredBytes,
    promised: totals.promised + outcome.promised,
    held: totals.held + outcome.held,
    promisedFiles: totals.promisedFiles + outcome.promisedFiles,
    promisedBytes: totals.promisedBytes + outcome.promisedBytes,
    lost: totals.lost + outcome.lost,
    undone: totals.undone + outcome.undone,
    lastPath: outcome.lastPath,
  };
}
