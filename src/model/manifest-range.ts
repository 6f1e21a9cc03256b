import type { Finding } from './finding.ts';
import type { BytePath } from './path.ts';

/** What the lines of a native manifest are read by: the directory `base` that it vouches for, and its digests. */
export type EntryFormat = {
  readonly file: BytePath;
  readonly base: BytePath;
  /** The algorithm of the hash lines, and how many digits they have. */
  readonly algorithm: string;
  readonly hexLength: number;
  /** Whether entries carry xxh64 where the manifest has it. */
  readonly isFast: boolean;
};

/** What a manifest counts: entries by kind, known gaps, and the bytes of its files. */
export type Counts = Record<'files' | 'dirs' | 'links' | 'special' | 'errors' | 'bytes', number>;

/** Consecutive lines of a manifest, and the part of the tree that they are about. */
export type ManifestRange = {
  /** Whole lines, as bytes. */
  readonly lines: Uint8Array;
  /** How many lines the manifest has before them. */
  readonly line: number;
  /** How many files they name, and of how many bytes. */
  readonly files: number;
  readonly bytes: number;
  /** The part of the tree: what comes after the key `after`, up to and including `last`; without that, up to the end. */
  readonly after: string;
  readonly last?: string;
};

/** An intact manifest as ranges, which together are about every path of the tree once. */
export type RangedManifest = {
  readonly format: EntryFormat;
  readonly ranges: () => AsyncIterable<ManifestRange>;
  /** Returns what is wrong with the manifest where all its entries were counted like this. */
  readonly conclude: (counts: Counts) => Finding[];
};
