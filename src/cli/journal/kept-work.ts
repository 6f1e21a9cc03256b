import type { VerifyOptions } from '../../engine/commands/verify.ts';
import { openExaminedStore } from './examined.ts';
import { openProofStores } from './proofs.ts';

/** Opens what the state directory has of the work of earlier runs: content that was examined, and files that were proven. */
export function openKeptWork(isKept: boolean, rules: string): Pick<VerifyOptions, 'examined' | 'proofs'> {
  const examined = openExaminedStore(isKept);
  const proofs = openProofStores(isKept, rules);
  return {
    ...(examined === undefined ? {} : { examined }),
    ...(proofs === undefined ? {} : { proofs }),
  };
}
