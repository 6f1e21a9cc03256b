import type { ByteRange, ContentFinding, ContentSummary, Depth } from '../model/content.ts';
import type { Kind, Trouble } from '../model/entry.ts';
import type { Digest } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';

/** One file to read. With `wanted` it is held against those digests; without, it is examined. */
export type ReadTask = {
  readonly path: BytePath;
  readonly wanted: readonly Digest[];
  /** Looks at the content even where it holds, because nobody did when it was promised. */
  readonly examine?: boolean | undefined;
  /** The user said that it is encrypted. */
  readonly expected?: boolean | undefined;
  /** It holds only where the look at its content proves what a manifest beside it promises. */
  readonly proof?: boolean | undefined;
  /** The promised size in bytes. */
  readonly size?: number | undefined;
};

/** Files to read in one go, and what to say of them. */
export type ReadJob = {
  readonly tasks: readonly ReadTask[];
  /** Algorithms for a file that is examined. */
  readonly digests: readonly string[];
  /** Whether files that held, or that are examined and give no suspicion, are answered too. */
  readonly answer: 'all' | 'exceptions';
  /** How far examined content is looked into; `normal` by itself. */
  readonly depth?: Depth;
};

/** What reading one file established. Never an exception: an unreadable file is a fact too. */
export type FileFacts = {
  readonly kind: Kind;
  readonly size: number;
  /** Seconds and nanoseconds, as a manifest has them. */
  readonly mtime: string;
  readonly mode: number;
  readonly digests: readonly Digest[];
  readonly profile?: string;
  readonly contentFinding?: ContentFinding;
  /** What is kept of a file that was examined. */
  readonly glance?: ContentSummary;
  /** The first stretches of zeros on the 512-byte grid. */
  readonly zeroRuns: readonly ByteRange[];
  readonly longestZeroRun: number;
  /** What was promised is the beginning of the file. */
  readonly beginsAsPromised?: boolean;
  /** Size or mtime moved while it was read, twice. */
  readonly unsettled?: boolean;
  /** It was examined and holds against what was wanted, whatever its content is. */
  readonly held?: boolean;
  /** Everything in it was held against the manifest that lies beside it. */
  readonly proven?: boolean;
  /** The first read did not give the promised digests, the second did. */
  readonly heldAtSecondRead?: boolean;
  /** The store that it lies in, where that carries its own proof. */
  readonly store?: string;
  readonly trouble?: Trouble;
};

/** Whether a file is all that its task wants: read, of the promised size, proven where that is asked, with every digest. */
export function holds(task: ReadTask, facts: FileFacts): boolean {
  const found = new Map(facts.digests.map((digest) => [digest.algorithm, digest.hex]));
  return (
    facts.trouble === undefined &&
    (task.size === undefined || task.size === facts.size) &&
    (task.proof !== true || facts.proven === true) &&
    task.wanted.every((digest) => found.get(digest.algorithm) === digest.hex)
  );
}

/** What a job came to. `index` is the place of a task in its job. */
export type ReadAnswer = {
  readonly exceptions: readonly { readonly index: number; readonly facts: FileFacts }[];
  /** Bytes of each task's file, 0 where it was not read; left out where all held at their promised sizes. */
  readonly sizes?: Float64Array;
  /** What was seen of tasks that were examined, as `glanceAt` reads it; left out where none was. */
  readonly glances?: Uint32Array;
  /** Files read to their end, and bytes of them. */
  readonly files: number;
  readonly bytes: number;
  /** Files that held against what was wanted, and their bytes. */
  readonly heldFiles: number;
  readonly heldBytes: number;
  /** Tasks left for a job of their own, because they are big. */
  readonly deferred: readonly number[];
  /** Tasks that were not done because the run was stopped. */
  readonly undone: readonly number[];
};

/** The answer to nothing. */
export function emptyAnswer(): ReadAnswer {
  return {
    exceptions: [],
    files: 0,
    bytes: 0,
    heldFiles: 0,
    heldBytes: 0,
    deferred: [],
    undone: [],
  };
}

/** Nothing known of a file. */
export const NO_FACTS: FileFacts = {
  kind: 'file',
  size: 0,
  mtime: '0.000000000',
  mode: 0,
  digests: [],
  zeroRuns: [],
  longestZeroRun: 0,
};
