import type { BeginEvent, EndEvent } from '../../model/event.ts';
import type { ManifestRange, RangedManifest } from '../../model/manifest-range.ts';
import type { FileOrder, RangeAnswer } from '../../read/range-job.ts';

/** What became of a range: all that its entries promise held, something did not, or the run was stopped in it. */
export type RangeOutcome = { readonly is: 'held' | 'damaged' | 'stopped'; readonly stamp?: string };

/** Reads one range, whatever its turn. */
export type ReadRange = (range: ManifestRange, order: FileOrder) => Promise<RangeOutcome>;

/** What is known of the ranges of a manifest from other runs, and what this one adds to it. */
export type RangeProofs = {
  /** Proves some ranges before all are gone through, the most urgent first; `lanes` is how many read. */
  proveFirst?(ranged: RangedManifest, read: ReadRange, lanes: number): Promise<void>;
  orderOf(range: ManifestRange): FileOrder;
  /** Returns what to do where something was done to the files of a range that held. */
  orderAfter(range: ManifestRange, stale: NonNullable<RangeAnswer['stale']>): FileOrder;
  /** Whether the files of a range that were looked at count as read: what is proven was proven in the run that is reported. */
  isOfThisRun(range: ManifestRange): boolean;
  note(range: ManifestRange, order: FileOrder, outcome: RangeOutcome): void;
};

/** What the last event says of proofs, and whether a promise about them is broken. */
export type ProofsEnd = {
  readonly event: Pick<EndEvent, 'resumed' | 'resumable' | 'spread'>;
  readonly isBroken: boolean;
};

/** The proofs of one run. */
export type RunProofs = RangeProofs & {
  /** What the first event says of them. */
  readonly begun: Pick<BeginEvent, 'resume'>;
  /** Keeps what was proven, or removes what nobody needs any more. */
  end(isStopped: boolean): ProofsEnd;
};

/** Reading that is spread over many runs: what one of them may spend, and in what time everything is to be read. */
export type SpreadOptions = {
  readonly budgetMs?: number;
  readonly budgetBytes?: number;
  readonly coverMs?: number;
};

/** Where proofs are kept; `keep` throws the system's error. */
export type ProofStore = {
  /** Returns what was kept, and when it was written, in milliseconds since 1970. */
  read(): Buffer | undefined;
  keep(bytes: Buffer): void;
  remove(): void;
};

/** What proofs need to know of their run. */
export type ProofContext = {
  readonly store: ProofStore;
  /** Random digits for keys of ranges, where none are kept. */
  readonly salt: string;
  /** The directory, whatever its name is. */
  readonly root: string;
  readonly manifest: string;
  readonly rules: string;
  /** In milliseconds since 1970. */
  readonly now: () => number;
};
