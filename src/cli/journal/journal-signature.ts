/**
 * Signatures of journals: FILE.sig beside each, of all its bytes, as `ssh-keygen -Y sign -n restorable-journal` makes them. A
 * journal names the digest of the one before it, so that a signature also holds the chain behind it.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AllowedSigners, allowedSigner } from '../../manifest/signature/allowed-signers.ts';
import {
  JOURNAL_NAMESPACE,
  type MessageHash,
  readSshSignature,
  type SshSignature,
} from '../../manifest/signature/sshsig.ts';
import { Malformed } from '../../manifest/signature/wire.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { liesBelow } from '../arguments/signers.ts';
import { openKey, type SignFile } from '../signing/signing-key.ts';
import { readText } from '../small-files.ts';
import { replaceLasting } from '../write-lasting.ts';
import { signatureOf } from './chain.ts';
import { AT_ONCE } from './journal-marks.ts';
import { stateDirectory } from './state-directory.ts';

/** What `status` demands of journals: who may sign, at which time that counts, and whether all must be signed. */
export type JournalTrust = {
  readonly signers: AllowedSigners;
  readonly at: number;
  readonly isRequired: boolean;
};

/** The signature of a journal: by whom, or why it does not count. */
export type JournalSignature =
  | { readonly is: 'valid'; readonly by: string; readonly key: string }
  | { readonly is: 'missing' }
  | { readonly is: 'wrong'; readonly because: string };

const CHUNK = 1 << 20;
/** Signatures of the longest keys have some 3 KB. */
const LONGEST = 1 << 16;

/** Opens the key that signs journals. Throws a Fault (2) where it lies where journals or backups do, or cannot sign. */
export function openJournalKey(named: string, roots: readonly string[]): SignFile {
  const key = resolve(named);
  const place = [...roots, stateDirectory()].find((each) => liesBelow(key, each));
  if (place !== undefined)
    throw new Fault(
      2,
      `${key}: the key lies below ${place}, where who can forge a journal could sign it too`,
      'keep it elsewhere, such as /etc/restorable/journal_ed25519',
    );
  return openKey(key, JOURNAL_NAMESPACE);
}

/** Writes the signature beside a journal that was closed. Throws a Fault (3). */
export async function signJournal(journal: string, sign: SignFile): Promise<void> {
  try {
    replaceLasting(signatureOf(journal), Buffer.from(await sign(journal)));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const why = errorCode(error) ?? String(error);
    const hint = 'make the state directory writable, or do without: omit --sign-journal';
    throw new Fault(3, `${signatureOf(journal)}: cannot write the signature (${why})`, hint, error);
  }
}

/** Checks the signature of a journal. */
export function checkJournal(journal: string, { signers, at }: JournalTrust): JournalSignature {
  const wrong = (because: string): JournalSignature => ({ is: 'wrong', because });
  try {
    const signature = readSignature(signatureOf(journal));
    if (signature.namespace !== JOURNAL_NAMESPACE)
      return wrong(`has a signature for ${JSON.stringify(signature.namespace)}, not for journals`);
    const key = signature.key.name;
    if (!signature.isOf(digestOf(journal, signature.hash))) return wrong('is not what its signature is of');
    const by = allowedSigner(signers, signature.key, JOURNAL_NAMESPACE, at);
    if (typeof by === 'string') return wrong(`is signed by ${key}, ${REFUSALS[by]}`);
    return { is: 'valid', by: by.name, key };
  } catch (error) {
    if (error instanceof Malformed) return wrong(`has a signature that is none: ${error.message}`);
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? { is: 'missing' } : wrong(`has a signature that cannot be read (${code})`);
  }
}

const REFUSALS = {
  nobody: "which is nobody's who is allowed to",
  namespace: 'which is not allowed to sign journals',
  'not-yet': 'which is not valid yet',
  expired: 'which is not valid any more',
} as const;

function readSignature(file: string): SshSignature {
  const text = readText(file);
  if (text.length > LONGEST) throw new Malformed('it is too long');
  return readSshSignature(Buffer.from(text));
}

function digestOf(file: string, algorithm: MessageHash): Buffer {
  const hash = createHash(algorithm);
  const descriptor = openSync(file, AT_ONCE);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let n = readSync(descriptor, buffer); n > 0; n = readSync(descriptor, buffer))
      hash.update(buffer.subarray(0, n));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest();
}
