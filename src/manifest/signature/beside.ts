import { isThere, statPath } from '../../disk/stat.ts';
import type { ManifestSignature } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { readStored, wholeOf } from '../read-manifest.ts';
import { isSshSignature } from './sshsig.ts';

/** More than any signature has. */
const MOST_BYTES = 1 << 16;

/** The ends of the names of detached signatures, and the kind that some of them tell. */
const ENDINGS: readonly (readonly [ending: string, kind?: string])[] = [
  ['.sig'],
  ['.asc', 'OpenPGP'],
  ['.gpg', 'OpenPGP'],
  ['.sign'],
  ['.minisig', 'minisign'],
  ['.sigstore', 'sigstore'],
  ['.sigstore.json', 'sigstore'],
];

/** What may lie beside a manifest and belongs to it. */
export const SIGNATURE_ENDINGS: readonly string[] = ENDINGS.map(([ending]) => ending);

/** Returns the path of the signature that `seal --sign` writes for a manifest. */
export function signatureOf(manifest: BytePath): BytePath {
  return `${manifest}.sig`;
}

/** Returns the first signature beside a manifest, of OpenSSH before others; undefined where there is none. */
export async function signatureBeside(
  manifest: BytePath,
  root?: BytePath,
): Promise<ManifestSignature | undefined> {
  for (const [ending, told] of ENDINGS) {
    const file = `${manifest}${ending}`;
    if (statPath(file) === undefined) continue;
    const kind = told ?? kindOf(await readSignature(file, root));
    return { is: 'unchecked', kind };
  }
  return undefined;
}

/** Reads a signature file; the code of the error where it cannot be read, or is too large for one. */
export async function readSignature(file: BytePath, root?: BytePath): Promise<Buffer | string> {
  if (!isThere(statPath(file))) return 'ENOENT';
  return wholeOf(readStored(file, root), MOST_BYTES);
}

function kindOf(bytes: Buffer | string): string {
  if (typeof bytes === 'string') return 'unknown';
  if (isSshSignature(bytes)) return 'OpenSSH';
  if (bytes.toString('latin1', 0, 27) === '-----BEGIN PGP SIGNATURE---') return 'OpenPGP';
  if (bytes.toString('latin1', 0, 18) === 'untrusted comment:') return 'minisign';
  // The tag of a signature packet, in its old or its new form.
  return [0x88, 0x89, 0x8a, 0xc2].includes(bytes[0] ?? 0) ? 'OpenPGP' : 'unknown';
}
