import type { Kind } from './entry.ts';

/** What could not be looked at of a remote tree, and which digests its provider keeps: they are what it says, and stand for no read. */
export type RemoteScope = { readonly unseen: readonly Kind[]; readonly hashes: readonly string[] };

/** What narrowed a run beside its depth and its list of paths; a field is absent where nothing did. */
export type RunScope = {
  /** The patterns of what was left out. */
  readonly exclude?: readonly string[];
  /** The patterns of what was expected to be encrypted, so that random bytes in it were no finding. */
  readonly expectEncrypted?: readonly string[];
  /** The patterns of what was expected to be zeros or one fill, so that this was no finding. */
  readonly expectZero?: readonly string[];
  /** Other file systems below the root were not entered. */
  readonly oneFileSystem?: true;
  /** The only kind of voucher that was used. */
  readonly voucher?: string;
  /** A signature was required, and nothing else than what is signed was used. */
  readonly signature?: 'required';
  /** Files were read past the page cache, as far as their file systems allow it. */
  readonly uncached?: true;
  /** The tree is remote. */
  readonly remote?: RemoteScope;
  /** Only a part of the files was read: by what budget, or so that all are read in what time. */
  readonly spread?: {
    readonly budgetMs?: number;
    readonly budgetBytes?: number;
    readonly coverMs?: number;
  };
};

/** The most parts of a tree. */
export const MOST_SHARDS = 100_000;

/** One of the parts in which a tree is read by several runs, and what these must have in common. */
export type ShardOfRun = {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
  /** The sha256 of what all of them have in common: what is asked, of which root, and what vouches for it. */
  readonly run: string;
  /** The job of a scheduler whose tasks read the parts. */
  readonly job?: string;
  /** Strong digests were compared. */
  readonly strong?: true;
  /** The manifest that the user named. */
  readonly manifest?: string;
};
