import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type AllowedSigners, readAllowedSigners } from '../../manifest/signature/allowed-signers.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { readText } from '../small-files.ts';
import type { SignatureFlags } from './signature-flags.ts';

/**
 * Returns what asks a run for signatures, or nothing where none is asked for. Throws a Fault (2) where one flag lacks the
 * other, or the file cannot be read.
 */
export function signersOf({ requireSignature, allowedSigners }: SignatureFlags): {
  readonly signers?: AllowedSigners;
} {
  if (requireSignature !== true && allowedSigners === undefined) return {};
  if (allowedSigners === undefined)
    throw new Fault(
      2,
      '--require-signature needs the keys that may sign',
      'name them: --allowed-signers FILE; see docs/security.md',
    );
  if (requireSignature !== true)
    throw new Fault(
      2,
      '--allowed-signers alone asks for nothing',
      'say that a signature must be there: --require-signature',
    );
  const file = resolve(allowedSigners);
  return { signers: readAllowedSigners(file, readSigners(file)) };
}

/** Throws a Fault (2) where the file of allowed signers lies below the root that it is to vouch for. */
export function refuseSignersBelow(root: string, signers: AllowedSigners | undefined): void {
  if (signers === undefined || !liesBelow(signers.file, root)) return;
  throw new Fault(
    2,
    `${signers.file}: the allowed signers lie in the backup itself, where who can forge it can add a key`,
    'keep them outside of the backup, such as /etc/restorable/allowed_signers',
  );
}

/** Whether a path is below another, by its name or by where links lead. */
export function liesBelow(path: string, root: string): boolean {
  const isBelow = (one: string, other: string): boolean =>
    one === other || one.startsWith(other.endsWith(sep) ? other : `${other}${sep}`);
  return isBelow(resolve(path), resolve(root)) || isBelow(realOf(path), realOf(root));
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function readSigners(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    throw new Fault(
      2,
      `${file}: cannot read the allowed signers (${why})`,
      'name another: --allowed-signers FILE',
      error,
    );
  }
}
