/**
 * The sums of a run or of one batch. They add up: `promised` is `held` and `uncompared` plus the listed paths with an
 * integrity finding.
 */
export type Totals = {
  /** Files that were read to their end, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Files that were compared with a digest, whether they held or not, and their bytes. */
  readonly coveredFiles: number;
  readonly coveredBytes: number;
  /** Promised paths of every kind, and how many of them held. */
  readonly promised: number;
  readonly held: number;
  /** Listed files that are there, but nothing was at hand to compare their content with. */
  readonly uncompared: number;
  /** Promised paths of a kind that a remote tree does not show, where nothing was seen; they are among the uncompared. */
  readonly unseen: number;
  /** Files that the manifest lists, and their bytes as far as their sizes are recorded. */
  readonly expectedFiles: number;
  readonly expectedBytes: number;
  /** Listed files that were only looked at, and have the sizes of their entries; they are among the uncompared. */
  readonly unreadFiles: number;
  readonly unreadBytes: number;
  /** Promised paths where nothing lies. */
  readonly lost: number;
  /** Files that were not read because the run was stopped. */
  readonly undone: number;
  readonly lastPath: string;
};

/** Sums before the first batch. */
export const NO_TOTALS: Totals = {
  files: 0,
  bytes: 0,
  coveredFiles: 0,
  coveredBytes: 0,
  promised: 0,
  held: 0,
  uncompared: 0,
  unseen: 0,
  expectedFiles: 0,
  expectedBytes: 0,
  unreadFiles: 0,
  unreadBytes: 0,
  lost: 0,
  undone: 0,
  lastPath: '',
};

/** Returns the sums of a run with those of its next batch added; the last path is that of the batch. */
export function addUp(totals: Totals, batch: Totals): Totals {
  return {
    files: totals.files + batch.files,
    bytes: totals.bytes + batch.bytes,
    coveredFiles: totals.coveredFiles + batch.coveredFiles,
    coveredBytes: totals.coveredBytes + batch.coveredBytes,
    promised: totals.promised + batch.promised,
    held: totals.held + batch.held,
    uncompared: totals.uncompared + batch.uncompared,
    unseen: totals.unseen + batch.unseen,
    expectedFiles: totals.expectedFiles + batch.expectedFiles,
    expectedBytes: totals.expectedBytes + batch.expectedBytes,
    unreadFiles: totals.unreadFiles + batch.unreadFiles,
    unreadBytes: totals.unreadBytes + batch.unreadBytes,
    lost: totals.lost + batch.lost,
    undone: totals.undone + batch.undone,
    lastPath: batch.lastPath,
  };
}
