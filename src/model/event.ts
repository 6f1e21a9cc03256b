import type { Depth, DirectorySum, Shares } from './content.ts';
import type { FaultExit } from './fault.ts';
import { FINDING_CODES, type Finding, type FindingCode, type Severity } from './finding.ts';
import { type BytePath, isText, toBytes, toText } from './path.ts';

/** The schema of the events below; it grows only when a field changes its meaning. */
export const EVENT_SCHEMA = 1;

/** `sound`, `damaged` (errors about integrity or content), `suspect` (warnings only), `incomplete`, `untrusted`. */
export type Verdict = 'sound' | 'damaged' | 'suspect' | 'incomplete' | 'untrusted';

/** The exit code of a run, frozen: 0 sound, 1 findings, 2 usage, 3 incomplete, 4 untrusted, 130/143 by signal. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130 | 143;

/** What vouches for the tree, or for a part of it. */
export type VoucherSummary = {
  readonly format: string;
  readonly path: string;
  readonly entries: number;
  /**
   * Which questions it can answer: whether something is corrupt; whether all that it names is there (what it does not name
   * can be lost unseen); whether all is there and nothing else.
   */
  readonly answers: readonly ('corrupt' | 'named' | 'complete')[];
  readonly notes?: readonly string[];
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
  /** How far content is looked into. */
  readonly depth: Depth;
  /** The least severity that fails the run; older journals do not tell. */
  readonly failOn?: Severity;
  /** So many listed paths alone were in scope. */
  readonly filesFrom?: number;
  readonly vouchers: readonly VoucherSummary[];
};

/** A finding as it leaves the program: `path` is text, `pathBytes` (base64) is there where text would lose bytes. */
export type FindingEvent = {
  readonly type: 'finding';
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: string;
  readonly pathBytes?: string;
  readonly wanted?: string;
  readonly found?: string;
  readonly detail?: string;
  readonly advice: string;
};

/**
 * A directory that was read, told when it is left: its files and all below it. Files that held against a digest were not
 * examined, so they are in no share.
 */
export type DirectoryEvent = {
  readonly type: 'directory';
  readonly path: string;
  readonly pathBytes?: string;
  readonly files: number;
  readonly bytes: number;
  readonly judged: Shares;
};

/** How far a run has come; totals are there where a manifest knows them. */
export type ProgressEvent = {
  readonly type: 'progress';
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles?: number;
  readonly totalBytes?: number;
  readonly findings: number;
  readonly seconds: number;
  readonly path?: string;
};

/** The last event of a run. Without it a journal is of a run that was killed. */
export type EndEvent = {
  readonly type: 'end';
  readonly verdict: Verdict;
  readonly exit: ExitCode;
  /** Files that were read, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Findings by code. */
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>;
  readonly seconds: number;
  /** Files and bytes of the tree that a digest vouched for and that were held against it. */
  readonly coverage: { readonly files: number; readonly bytes: number };
  /** What became of the look at all files that were examined. */
  readonly judged?: Shares;
  /** Promised paths of every kind, and those that held. */
  readonly promised?: number;
  readonly held?: number;
  /** So many listed paths alone were in scope, as `begin` says. */
  readonly filesFrom?: number;
  /** The run was stopped by a signal before its end. */
  readonly interrupted?: boolean;
  /** `seal` only: where the manifest was written. */
  readonly manifest?: string;
};

/**
 * The run of a root could not begin, or not go on: it has no `end`. With an empty root it is about the command itself, and
 * its runs go on. `at` is ISO 8601 in UTC.
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
export type RunEvent = BeginEvent | FindingEvent | DirectoryEvent | ProgressEvent | EndEvent | FaultEvent;

/** A finding in the form in which it leaves the program. */
export function findingEvent(finding: Finding): FindingEvent {
  const { code, severity, path, wanted, found, detail } = finding;
  return {
    type: 'finding',
    code,
    severity,
    ...pathOf(path),
    ...(wanted === undefined ? {} : { wanted }),
    ...(found === undefined ? {} : { found }),
    ...(detail === undefined ? {} : { detail }),
    advice: FINDING_CODES[code].advice,
  };
}

/** A directory in the form in which it leaves the program. */
export function directoryEvent({ directory, files, bytes, judged }: DirectorySum): DirectoryEvent {
  return { type: 'directory', ...pathOf(directory), files, bytes, judged };
}

function pathOf(path: BytePath): { path: string; pathBytes?: string } {
  return isText(path)
    ? { path: toText(path) }
    : { path: toText(path), pathBytes: toBytes(path).toString('base64') };
}
