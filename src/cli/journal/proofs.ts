import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProofStores } from '../../engine/proofs/open-proofs.ts';
import { errorCode } from '../../model/fault.ts';
import { removeFile } from '../small-files.ts';
import { replaceStateFile, stateFile } from './state-file.ts';

const SALT = 16;

/** Opens what the state directory has of files that were proven; `rules` tell proofs that serve different runs of one root apart. */
export function openProofStores(isKept: boolean, rules: string): ProofStores | undefined {
  if (!isKept) return undefined;
  return {
    of(kind, root) {
      // What is gone on with is of the last run, whatever its flags were.
      const file = (): string => (kind === 'resume' ? stateFile(kind, root) : stateFile(kind, root, rules));
      return {
        read: () => readOrNothing(file),
        keep: (bytes) => replaceStateFile(file(), bytes),
        remove: () => removeFile(file()),
      };
    },
    salt: () => randomBytes(SALT).toString('hex'),
  };
}

/** What cannot be read proves nothing. */
function readOrNothing(file: () => string): Buffer | undefined {
  try {
    return readFileSync(file());
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
