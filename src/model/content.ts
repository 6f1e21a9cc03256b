import type { Finding } from './finding.ts';

/** The class of one 4 KiB block: zero, constant (period up to 64), text, random, high entropy, other. */
export type BlockClass = 'Z' | 'C' | 'T' | 'R' | 'H' | 'B';

/** A stretch of bytes, end exclusive. */
export type Run = { readonly start: number; readonly end: number };

/** What one pass over a file's bytes established about its content. */
export type Content = {
  readonly size: number;
  /** The first and the last bytes, up to 64 KiB each. */
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** How many 4 KiB blocks fell in each class; the last block may be short. */
  readonly blocks: Readonly<Record<BlockClass, number>>;
  /** Shannon entropy of the sampled bytes, in bits a byte. */
  readonly entropy: number;
  /** Runs of zeros on the 512-byte grid, 512 bytes or longer, in order; only the first 256 are kept. */
  readonly zeroRuns: readonly Run[];
  /** Length of the longest of all runs of zeros. */
  readonly longestZeroRun: number;
  /** The period of the fill where the whole file is one repeated pattern of up to 64 bytes; 1 is one byte. */
  readonly period?: number;
};

/** What a detector says of one file: a finding without its path. */
export type Suspicion = Omit<Finding, 'path'>;
