import type { AllowedSigners } from '../manifest/signature/allowed-signers.ts';
import type { Depth } from '../model/content.ts';
import type { ExitCode, RunEvent } from '../model/event.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { BytePath } from '../model/path.ts';
import type { RemoteScope, ShardOfRun } from '../model/run-scope.ts';
import type { Lanes } from '../read/lanes.ts';
import type { ReadRecord } from '../read/recorded.ts';
import type { PathList } from '../walk/path-list.ts';
import type { Shard } from '../walk/shard.ts';
import type { SpreadOptions } from './proofs/proofs.ts';
import type { Gates } from './tree/gates.ts';

/** What a run needs from the world: nothing below `cli/` asks for the time or the host by itself. */
export type RunContext = {
  now(): Date;
  /** Of this run, a UUID. */
  readonly id: string;
  readonly host: string;
  /** `restorable/0.1.0`. */
  readonly tool: string;
};

/** The options of every command that reads a tree. */
export type RunOptions = {
  /** Glob patterns of what to leave out; one without '/' matches names at any depth. */
  readonly exclude?: readonly string[];
  readonly oneFileSystem?: boolean;
  /** Nothing but these paths is in scope. */
  readonly filesFrom?: PathList;
  /** Glob patterns, as in `exclude`, of files that are encrypted: random bytes are what they should be. */
  readonly expectEncrypted?: readonly string[];
  /** The same of files that are zeros or one fill where nothing was written to them. */
  readonly expectZero?: readonly string[];
  /** How far content is looked into; `normal` by itself. */
  readonly depth?: Depth;
  /** Lanes; by itself one a core, and one alone on a spinning disk. */
  readonly jobs?: number;
  /** Files are read past the page cache, as far as their file system allows it. */
  readonly uncached?: boolean;
  /** What is remote about the tree. */
  readonly remote?: RemoteScope;
  /** Only a part is read; `verify` alone. */
  readonly spread?: SpreadOptions;
  /** Only vouchers of this kind are used: `native`, `checksum-list`, a format or a store by its name; `verify` alone. */
  readonly voucher?: string;
  /** Nothing but what one of these signed vouches: the strong digests of manifests of ours are compared. */
  readonly signers?: AllowedSigners;
  /** Only the files of this part of the tree are read and judged; what they came to is in `read` events. */
  readonly shard?: Shard & Pick<ShardOfRun, 'job' | 'strong' | 'manifest'>;
  /** What the runs over the parts of the tree read, so that it is not read again. */
  readonly recorded?: RecordedReads;
  /** The least severity that makes a run fail; `warning` by itself. */
  readonly failOn?: Severity;
  /** What the run must come to beside its findings. */
  readonly gates?: Gates;
  /** Stops the run at the next file; the reason `SIGINT` or `SIGTERM` sets the exit code. */
  readonly signal?: AbortSignal;
  /** Sees every finding before it becomes an event, with its evidence. */
  readonly observe?: (finding: Finding) => void;
  /** Opens the lanes that read the tree, where that is not done by threads of this process. */
  readonly openLanes?: OpenLanes;
  /** How often a progress event comes, in milliseconds; none by itself. */
  readonly progressEveryMs?: number;
};

/** Opens the lanes of a tree. */
export type OpenLanes = (tree: {
  readonly root: BytePath;
  /** Links to directories whose files are reached through them. */
  readonly passable: ReadonlySet<BytePath>;
  readonly isUncached: boolean;
  readonly signal: AbortSignal | undefined;
  /** What vouches for the tree, as the system names it. */
  readonly vouching: readonly BytePath[];
}) => Lanes;

/** What runs over the parts of a tree read, and the sha256 of what they had in common. */
export type RecordedReads = {
  readonly run: string;
  readonly job?: string;
  of(path: BytePath): ReadRecord | undefined;
};

/** The events of one run: `begin`, then findings in path order with progress between them, then `end`. */
export type RunEvents = AsyncGenerator<RunEvent, void, undefined>;

/** The exit code of a run that a signal stopped. */
export function signalExit(signal: AbortSignal | undefined): ExitCode | undefined {
  if (signal?.aborted !== true) return undefined;
  return signal.reason === 'SIGTERM' ? 143 : 130;
}
