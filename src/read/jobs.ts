import type { ByteRange, ContentFinding, ContentSummary, Depth } from '../model/content.ts';
import type { FileEntry, Kind, Trouble } from '../model/entry.ts';
import type { FileState } from '../model/file-state.ts';
import { type Digest, hasDigest } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';
import type { InFlight } from '../voucher/in-flight.ts';

/** One file to read. With `wanted` it is compared with those digests; without, it is examined. */
export type ReadTask = {
  readonly path: BytePath;
  readonly wanted: readonly Digest[];
  /** Examines the content even where it matches, because that was not done when it was sealed. */
  readonly examine?: boolean | undefined;
  /** The user said that it is encrypted. */
  readonly expected?: boolean | undefined;
  /** The user said that it may be zeros or one fill. */
  readonly blank?: true;
  /** It only matches if examining its content proves what the manifest next to it says. */
  readonly proof?: boolean | undefined;
  /** The recorded size in bytes. */
  readonly size?: number | undefined;
  /** Takes the digests of what is packed in it, too. */
  readonly inside?: true;
  /** An earlier run examined it and it held by its name in its store, so that nothing is asked but whether it does still. */
  readonly named?: boolean;
  /** It was read already and does not match, so that what comes now is the second read. */
  readonly failed?: true;
};

/** Files to read in one go, and what to report about them. */
export type ReadJob = {
  readonly tasks: readonly ReadTask[];
  /** Algorithms for a file that is examined. */
  readonly digests: readonly string[];
  /** Whether files that matched, or were examined without a finding, are reported too. */
  readonly answer: 'all' | 'exceptions';
  /** How thoroughly content is examined; `normal` by default. */
  readonly depth?: Depth;
};

/** What reading one file established. Never an exception: an unreadable file is a fact too. */
export type FileFacts = {
  readonly kind: Kind;
  readonly size: number;
  /** Seconds and nanoseconds, as a manifest has them. */
  readonly mtime: string;
  readonly mode?: number | undefined;
  /** The inode number in decimal, where it was asked. */
  readonly inode?: string;
  readonly digests: readonly Digest[];
  /** The digests of what is packed in it, where that was asked for and could be unpacked. */
  readonly inside?: readonly Digest[];
  readonly profile?: string;
  readonly contentFinding?: ContentFinding;
  /** The summary of a file that was examined. */
  readonly summary?: ContentSummary;
  /** The first runs of zeros on the 512-byte grid. */
  readonly zeroRuns: readonly ByteRange[];
  readonly longestZeroRun: number;
  /** The file begins with the recorded content. */
  readonly beginsAsRecorded?: boolean;
  /** Size or mtime changed while it was read, twice. */
  readonly unsettled?: boolean;
  /** Something was found of it, and its name is that of a file still being written. */
  readonly inFlight?: InFlight;
  /** It was examined and matches what was wanted, whatever its content is. */
  readonly matched?: boolean;
  /** All of its content was checked against the manifest that lies next to it. */
  readonly proven?: boolean;
  /** The first read did not give the recorded digests, the second did. */
  readonly matchedAtSecondRead?: boolean;
  /** The store in which it lies, where that carries its own proof. */
  readonly store?: string;
  readonly trouble?: Trouble;
};

/** Returns whether a file satisfies its task: read, of the recorded size, proven where required, with every digest. */
export function satisfies(task: ReadTask, facts: FileFacts): boolean {
  const found = new Map(facts.digests.map((digest) => [digest.algorithm, digest.hex]));
  return (
    facts.trouble === undefined &&
    (task.size === undefined || task.size === facts.size) &&
    (task.proof !== true || facts.proven === true) &&
    task.wanted.every((digest) => found.get(digest.algorithm) === digest.hex)
  );
}

/** Returns what lay at a path: what the walk saw, and what a read established where there was one. */
export function stateOf(entry: FileEntry, facts: FileFacts | undefined): FileState {
  const { kind, empty, target } = entry;
  if (facts !== undefined) {
    const { size, mtime, inode, digests } = facts;
    if (facts.kind !== 'file' || facts.trouble !== undefined) return { kind: facts.kind };
    return { kind: facts.kind, size, mtime, digests, ...(inode === undefined ? {} : { inode }) };
  }
  return {
    kind,
    ...(empty === undefined ? {} : { empty }),
    ...(target === undefined ? {} : { target }),
  };
}

/**
 * Returns what the second read of a file that did not match established: it matches now, or what is packed in it does,
 * as where a dump was hashed on its way into gzip.
 */
export function settleSecondRead(task: ReadTask, facts: FileFacts): FileFacts {
  if (satisfies(task, facts)) return { ...facts, matchedAtSecondRead: true };
  const { inside = [] } = facts;
  const isInside = task.wanted.length > 0 && task.wanted.every((digest) => hasDigest(inside, digest));
  return isInside && facts.trouble === undefined && facts.unsettled !== true
    ? { ...facts, matched: true }
    : facts;
}

/** The result of a job. `index` is the position of a task in its job. */
export type ReadAnswer = {
  readonly exceptions: readonly { readonly index: number; readonly facts: FileFacts }[];
  /** Bytes of each task's file, 0 where it was not read; omitted where all matched at their recorded sizes. */
  readonly sizes?: Float64Array;
  /** The summaries of examined tasks, as `summaryAt` reads them; omitted where none was examined. */
  readonly summaries?: Uint32Array;
  /** Files read to their end, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Files that matched what was wanted, and their bytes. */
  readonly matchedFiles: number;
  readonly matchedBytes: number;
  /** Tasks deferred to a job of their own, because they are big. */
  readonly deferred: readonly number[];
  /** Tasks not done because the run was stopped. */
  readonly undone: readonly number[];
};

/** Returns the answer to an empty job. */
export function emptyAnswer(): ReadAnswer {
  return {
    exceptions: [],
    files: 0,
    bytes: 0,
    matchedFiles: 0,
    matchedBytes: 0,
    deferred: [],
    undone: [],
  };
}

/** Nothing known about a file. */
export const NO_FACTS: FileFacts = {
  kind: 'file',
  size: 0,
  mtime: '0.000000000',
  mode: 0,
  digests: [],
  zeroRuns: [],
  longestZeroRun: 0,
};
