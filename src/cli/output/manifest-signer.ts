import { resolve } from 'node:path';
import { isCryptographic } from '../../hash/algorithms.ts';
import { NAMESPACE } from '../../manifest/signature/sshsig.ts';
import { Fault } from '../../model/fault.ts';
import { liesBelow } from '../arguments/signers.ts';
import { openKey, type SignFile } from '../signing/signing-key.ts';

/** Opens the key that signs manifests, as `openKey`. Throws a Fault (2) where it must not or cannot sign. */
export function openSigner(named: string, root: string, algorithm: string): SignFile {
  const key = resolve(named);
  if (!isCryptographic(algorithm))
    throw new Fault(
      2,
      `--sign needs a digest that nobody can forge, not ${algorithm}: other content with the same ${algorithm} can be made, and the signature would hold for it`,
      'use --algorithm sha256, the default',
    );
  if (liesBelow(key, root))
    throw new Fault(
      2,
      `${key}: the key lies in the backup, where everybody who can read it could sign`,
      'keep it elsewhere, such as /etc/restorable/seal_ed25519',
    );
  return openKey(key, NAMESPACE);
}
