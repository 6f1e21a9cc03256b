/** The library: the same runs as the command line, as async iterables of the same events. */
import { tmpdir } from 'node:os';
import { openManifestFile } from './cli/output/manifest-file.ts';
import { systemContext } from './cli/run-context.ts';
import { type CompareOptions, compare as compareGenerations } from './engine/commands/compare.ts';
import { type Generation, orderGenerations } from './engine/commands/latest.ts';
import { scan as scanTree } from './engine/commands/scan.ts';
import { type SealOptions, seal as sealTree } from './engine/commands/seal.ts';
import { type VerifyOptions, verify as verifyTree } from './engine/commands/verify.ts';
import type { RunEvents, RunOptions } from './engine/run.ts';
import type { EndEvent } from './model/event.ts';
import { Fault } from './model/fault.ts';
import { fromText } from './model/path.ts';
import { REPORT_NAMES } from './report/formats/names.ts';
import { reporterNamed } from './report/formats/reporters.ts';
import { PLAIN, type Running } from './report/reporter.ts';
import { type PathList, pathListOf } from './walk/path-list.ts';

export type { CompareOptions } from './engine/commands/compare.ts';
export type { Generation } from './engine/commands/latest.ts';
export type { SealOptions } from './engine/commands/seal.ts';
export type { RunEvents, RunOptions } from './engine/run.ts';
export { type AllowedSigners, readAllowedSigners } from './manifest/signature/allowed-signers.ts';
export type {
  BeginEvent,
  EndEvent,
  ExitCode,
  FaultEvent,
  FindingEvent,
  ProgressEvent,
  RunEvent,
  Verdict,
  VoucherSummary,
} from './model/event.ts';
export { Fault } from './model/fault.ts';
export { FINDING_CODES, type FindingCode, type Severity } from './model/finding.ts';
export { type Replayed, replay } from './report/replay.ts';
export type { Running } from './report/reporter.ts';
export type { PathList } from './walk/path-list.ts';

/**
 * Holds the directory or file at an absolute path against whatever vouches for it. The last event is `end`, with verdict
 * and exit code. Throws a `Fault` where the run cannot start.
 */
export function verify(root: string, options: Omit<VerifyOptions, 'temporary'> = {}): RunEvents {
  return verifyTree(root, { temporary: tmpdir(), ...options }, systemContext());
}

/** Looks for garbage below an absolute path, without any manifest. */
export function scan(root: string, options: RunOptions = {}): RunEvents {
  return scanTree(root, options, systemContext());
}

/**
 * Reads the directory at an absolute path once and writes its manifest to `manifest`, unless a finding fails the run.
 * An existing manifest is replaced only with `force`.
 */
export function seal(
  root: string,
  manifest: string,
  options: SealOptions & { readonly force?: boolean } = {},
): RunEvents {
  const context = systemContext();
  const sink = openManifestFile(manifest, context.id, options.force === true);
  return sealTree(root, { temporary: tmpdir(), ...options }, { ...sink, manifest, seq: 1 }, context);
}

/** Holds a generation against an older one: absolute paths of directories, or of manifests that `seal` wrote. */
export function compare(old: string, generation: string, options: CompareOptions = {}): RunEvents {
  return compareGenerations(old, generation, options, systemContext());
}

/** A generation that was tried, and how its run ended; nothing where it could not begin. */
export type Tried = Generation & { readonly end?: EndEvent; readonly fault?: Fault };

/**
 * Verifies generations at absolute paths from the newest on, until one is sound. `tried` are all that were verified, the
 * sound one last; older ones were not looked at.
 */
export async function latest(
  paths: readonly string[],
  options: Omit<VerifyOptions, 'temporary'> & { readonly maxTries?: number } = {},
): Promise<{ readonly sound?: Generation; readonly tried: readonly Tried[] }> {
  const { maxTries, ...each } = options;
  const tried: Tried[] = [];
  for (const generation of (await orderGenerations(paths)).slice(0, maxTries)) {
    const how = await endOf(verify(generation.path, each));
    tried.push({ ...generation, ...how });
    if (how.end?.exit === 0) return { sound: generation, tried };
    if (options.signal?.aborted === true) break;
  }
  return { tried };
}

async function endOf(events: RunEvents): Promise<Pick<Tried, 'end' | 'fault'>> {
  try {
    for await (const event of events) if (event.type === 'end') return { end: event };
    return {};
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

/**
 * Opens a report that is told events, live or from a journal, and writes to `write`, bytes alone where it is `paths`; `finish` ends it. Throws a `Fault` (2)
 * where there is none of this name.
 */
export function openReport(
  name: string,
  write: (text: string | Uint8Array) => void,
  { limit = 50 }: { readonly limit?: number } = {},
): Required<Running> {
  const reporter = reporterNamed(name);
  if (reporter === undefined)
    throw new Fault(
      2,
      `there is no report ${JSON.stringify(name)}`,
      `take one of ${REPORT_NAMES.join(', ')}`,
    );
  const running = reporter.start({ write }, { paint: PLAIN, limit, isTalkative: true });
  return { on: (event) => running.on(event), finish: () => running.finish?.() };
}

/**
 * The slice of a tree that paths below its root name, for the option `filesFrom`; bytes where a name is not UTF-8. Throws a
 * `Fault` (2) where one is absolute or leads out, and where there is none.
 */
export function filesFrom(paths: Iterable<string | Uint8Array>): PathList {
  return pathListOf(
    Array.from(paths, (path) =>
      typeof path === 'string' ? fromText(path) : Buffer.from(path).toString('latin1'),
    ),
  );
}
