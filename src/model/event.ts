import type { ByteRange, Depth, DirectorySum, Shares } from './content.ts';
import type { RangeContent } from './evidence.ts';
import type { FaultExit } from './fault.ts';
import type { FindingCode, Severity } from './finding.ts';
import type { ManifestSignature } from './manifest.ts';
import { type BytePath, isText, toBytes, toText } from './path.ts';
import type { RunScope, ShardOfRun } from './run-scope.ts';
import type { WorkerProgress } from './worker-progress.ts';

/** The schema of the events below; it grows only when a field changes its meaning. */
export const EVENT_SCHEMA = 1;

/**
 * `sound`, `damaged` (errors about integrity or content), `suspect` (warnings only), `incomplete`, `untrusted`; `ordinary`
 * is for two generations that were compared and differ in nothing unusual, which does not make either of them sound.
 */
export type Verdict = 'sound' | 'ordinary' | 'damaged' | 'suspect' | 'incomplete' | 'untrusted';

/** One of two generations that are compared. */
export type Generation = 'old' | 'new';

/** The exit code of a run, frozen: 0 sound, 1 findings, 2 usage, 3 incomplete, 4 untrusted, 130/143 by signal. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130 | 143;

/** What vouches for the tree, or for a part of it. */
export type VoucherSummary = {
  readonly format: string;
  readonly path: string;
  readonly entries: number;
  /**
   * Which questions it can answer: whether something is corrupt; whether everything it names is there (files that it
   * does not name can be lost unnoticed); whether everything is there and nothing else.
   */
  readonly answers: readonly ('corrupt' | 'named' | 'complete')[];
  readonly notes?: readonly string[];
  /** The signature beside it, where there is one: only seen, or checked and by whom. */
  readonly signature?: ManifestSignature;
  /** The stores, such as `repo/ (restic)`, from which it allows that data was removed since it was made. */
  readonly retention?: readonly string[];
  /** The patterns of what was left out when it was made. */
  readonly exclude?: readonly string[];
};

/** The first event of a run. Times are ISO 8601 in UTC. */
export type BeginEvent = {
  readonly type: 'begin';
  readonly schema: typeof EVENT_SCHEMA;
  readonly tool: string;
  readonly id: string;
  readonly command: string;
  readonly root: string;
  readonly host: string;
  readonly startedAt: string;
  /** How thoroughly content is examined. */
  readonly depth: Depth;
  /** The lowest severity that fails the run; older journals do not have it. */
  readonly failOn?: Severity;
  /** The number of listed paths to which the run was limited. */
  readonly filesFrom?: number;
  /** What else narrowed the run; older journals do not have it. */
  readonly scope?: RunScope;
  /** The run read one part of the tree; its journal is put together with those of the others. */
  readonly shard?: ShardOfRun;
  /** `--resume` was asked for: since when what held is not read again, or why all is. */
  readonly resume?:
    | { readonly since: string }
    | {
        readonly not:
          | 'nothing'
          | 'damaged'
          | 'old'
          | 'other-root'
          | 'other-manifest'
          | 'other-flags'
          | 'not-ranged';
      };
  readonly vouchers: readonly VoucherSummary[];
};

/** The size in bytes and the mtime of a file, ISO 8601 in UTC; what is not known is left out. */
export type SizeAndDate = { readonly size?: number; readonly mtime?: string };

/** A finding in the output format: `path` is text; `pathBytes` (base64) is present where text would lose bytes. */
export type FindingEvent = {
  readonly type: 'finding';
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: string;
  readonly pathBytes?: string;
  readonly wanted?: string;
  readonly found?: string;
  readonly detail?: string;
  /** Of a file whose bytes differ, as far as they are known: size in bytes and mtime, ISO 8601 in UTC. */
  readonly state?: { readonly wanted: SizeAndDate; readonly found: SizeAndDate };
  /** Where a file moved to, as text; `toBytes` (base64) is there where text would lose bytes. */
  readonly to?: string;
  readonly toBytes?: string;
  /** The parts of the file that are damaged, end exclusive, and what is in them. */
  readonly ranges?: readonly (ByteRange & { readonly of: RangeContent })[];
  /** The size in bytes of the file that `ranges` are of; as promised where it was cut, or is missing. */
  readonly size?: number;
  /** The voucher of the entry that does not match, and its line where that is known. */
  readonly by?: {
    readonly format: string;
    readonly path: string;
    readonly pathBytes?: string;
    readonly line?: number;
  };
  /** The store of another tool that it lies in, where the advice is that of its tool; its path is that of its top. */
  readonly store?: { readonly format: string; readonly path: string; readonly pathBytes?: string };
  readonly advice: string;
};

/**
 * A directory that was read, reported when it is left: its files and everything below it. Files that matched a digest
 * were not examined, so they are in no share.
 */
export type DirectoryEvent = {
  readonly type: 'directory';
  readonly path: string;
  readonly pathBytes?: string;
  readonly files: number;
  readonly bytes: number;
  readonly judged: Shares;
};

/** What reading one file came to, in the journal of a shard: `size` in bytes, `summary` of its content in three numbers, `facts` where it did not simply hold. */
export type ReadEvent = {
  readonly type: 'read';
  readonly path: string;
  readonly pathBytes?: string;
  readonly size: number;
  readonly summary?: readonly number[];
  readonly facts?: Readonly<Record<string, unknown>>;
};

/** The progress of a run; totals are present where a manifest knows them. */
export type ProgressEvent = {
  readonly type: 'progress';
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles?: number;
  readonly totalBytes?: number;
  readonly findings: number;
  readonly seconds: number;
  readonly path?: string;
  readonly workers?: readonly WorkerProgress[];
};

/** How far the files of a manifest are proven where each run reads a part of them. Times are ISO 8601 in UTC. */
export type SpreadReading = {
  /** What the manifest lists. */
  readonly files: number;
  readonly bytes: number;
  /** What held when it was read last, and to which nothing was done since. */
  readonly provenFiles: number;
  readonly provenBytes: number;
  /** Since when it is recorded what was proven. */
  readonly since: string;
  /** The longest time that a file is not proven: since it was last, or since it is known where it never was. */
  readonly oldest?: string;
  /** What was not read in the time that was promised. */
  readonly overdueFiles?: number;
  readonly overdueBytes?: number;
  /** The budget was too small for the promise: each run has to read so many bytes. */
  readonly neededBytes?: number;
  /** There are too few runs for the promise. */
  readonly isTooRare?: true;
  /** What was proven could not be kept for the next run. */
  readonly isNotKept?: true;
};

/** The last event of a run. A journal without it is that of a run that was killed. */
export type EndEvent = {
  readonly type: 'end';
  readonly verdict: Verdict;
  readonly exit: ExitCode;
  /** Files that were read, and their bytes; where `generationsRead` lacks `new`, files that its manifest names. */
  readonly files: number;
  readonly bytes: number;
  /** `compare` only: the generations whose files were read; a manifest stood for any other. */
  readonly generationsRead?: readonly Generation[];
  /** Findings by code. */
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>;
  readonly seconds: number;
  /** Files and bytes of the tree that matched a digest. */
  readonly coverage: { readonly files: number; readonly bytes: number };
  /** The content classes of all files that were examined. */
  readonly judged?: Shares;
  /** Paths of every kind in the manifest that could be compared or are not there, those that matched, and those that a remote tree does not show. */
  readonly promised?: number;
  readonly held?: number;
  readonly unseen?: number;
  /** The number of listed paths to which the run was limited, as in `begin`. */
  readonly filesFrom?: number;
  /** The file systems below the root that were not entered: how many, and the first hundred of them. */
  readonly notEntered?: { readonly count: number; readonly paths: readonly string[] };
  /** Past the page cache was to be read (`uncached`): so many reads could not, because their file system has no such way. */
  readonly throughCache?: number;
  /** What held in the part of the run that began at `since` and was not read again; it is among `files` and `bytes`. */
  readonly resumed?: { readonly since: string; readonly files: number; readonly bytes: number };
  /** The run was stopped, and `verify --resume` goes on with it. */
  readonly resumable?: true;
  /** Only a part was read: how far all of it is proven, by this run and earlier ones. */
  readonly spread?: SpreadReading;
  /** The run was stopped by a signal before its end. */
  readonly interrupted?: boolean;
  /** `seal` only: where the manifest was written. */
  readonly manifest?: string;
};

/**
 * The run of a root could not begin or continue: it has no `end`. With an empty root it is about the command itself,
 * and its runs continue. `at` is ISO 8601 in UTC.
 */
export type FaultEvent = {
  readonly type: 'fault';
  readonly tool: string;
  readonly id: string;
  readonly command: string;
  readonly root: string;
  readonly host: string;
  readonly at: string;
  readonly exit: FaultExit;
  readonly message: string;
  readonly hint: string;
};

/** One line of a journal. */
export type RunEvent =
  | BeginEvent
  | FindingEvent
  | DirectoryEvent
  | ReadEvent
  | ProgressEvent
  | EndEvent
  | FaultEvent;

/** Returns a directory in the output format. */
export function directoryEvent({ directory, files, bytes, judged }: DirectorySum): DirectoryEvent {
  return { type: 'directory', ...eventPath(directory), files, bytes, judged };
}

/** The path of an event: its text, and its bytes where text would lose some. */
export function eventPath(path: BytePath): { path: string; pathBytes?: string } {
  return isText(path)
    ? { path: toText(path) }
    : { path: toText(path), pathBytes: toBytes(path).toString('base64') };
}
