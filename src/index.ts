/** The library: the same runs as the command line, as async iterables of the same events. */
import { tmpdir } from 'node:os';
import { openManifestFile } from './cli/manifest-file.ts';
import { systemSurroundings } from './cli/surroundings.ts';
import type { RunEvents, RunOptions } from './engine/run.ts';
import { scan as scanTree } from './engine/scan.ts';
import { type SealOptions, seal as sealTree } from './engine/seal.ts';
import { type VerifyOptions, verify as verifyTree } from './engine/verify.ts';

export type { RunEvents, RunOptions } from './engine/run.ts';
export type { SealOptions } from './engine/seal.ts';
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

/**
 * Holds the directory or file at an absolute path against whatever vouches for it. The last event is `end`, with verdict
 * and exit code. Throws a `Fault` where the run cannot start.
 */
export function verify(root: string, options: Omit<VerifyOptions, 'temporary'> = {}): RunEvents {
  return verifyTree(root, { temporary: tmpdir(), ...options }, systemSurroundings());
}

/** Looks for garbage below an absolute path, without any manifest. */
export function scan(root: string, options: RunOptions = {}): RunEvents {
  return scanTree(root, options, systemSurroundings());
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
  const surroundings = systemSurroundings();
  const sink = openManifestFile(manifest, surroundings.id, options.force === true);
  return sealTree(root, options, { ...sink, manifest, seq: 1 }, surroundings);
}
