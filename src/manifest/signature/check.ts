/**
 * Checks the signature beside a native manifest. Promises that a valid one is of the very bytes that were parsed, by a key
 * that may sign now; not that the signer told the truth. Throws a Fault (3) where permissions or the like hide a signature.
 */
import { createHash } from 'node:crypto';
import { isCryptographic } from '../../hash/algorithms.ts';
import { exitOfUnreadManifest } from '../../model/errno.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { Manifest, ManifestSignature } from '../../model/manifest.ts';
import { type BytePath, toText } from '../../model/path.ts';
import type { SignatureEvidence } from '../../model/trust-evidence.ts';
import { readStored } from '../read-manifest.ts';
import { type AllowedSigners, allowedSigner } from './allowed-signers.ts';
import { readSignature, signatureOf } from './beside.ts';
import { type MinisignKey, minisignOf, readMinisignSignature } from './minisign.ts';
import { type MessageHash, NAMESPACE, readSshSignature } from './sshsig.ts';
import { Malformed } from './wire.ts';

/** What a manifest must be signed by, and the time, in milliseconds since 1970, at which that counts. */
export type Trust = { readonly signers: AllowedSigners; readonly at: number };

/** Returns the signature of a manifest as valid, or why it is not; `root` is where the manifest was found. */
export async function checkSignature(
  { format, file, sealedWith = '', signature: beside, head, findings }: Manifest,
  trust: Trust,
  root?: BytePath,
): Promise<ManifestSignature | SignatureEvidence> {
  const refuse = (evidence: Omit<SignatureEvidence, 'is'>): SignatureEvidence => ({
    is: 'signature',
    ...evidence,
  });
  if (format !== 'native') return refuse({ problem: 'foreign' });
  const { minisign } = trust.signers;
  const place = minisign === undefined ? signatureOf(file) : minisignOf(file);
  const bytes = await readSignature(place, root);
  if (bytes === 'ENOENT') {
    const other = beside?.is === 'unchecked' ? { what: `one of ${beside.kind}` } : {};
    return refuse({ problem: 'missing', file: place, ...other });
  }
  if (typeof bytes === 'string') return refuse(unread(place, bytes));
  const signature = parse(() => (minisign === undefined ? bySsh(bytes, trust) : byMinisign(bytes, minisign)));
  if (typeof signature === 'string') return refuse({ problem: 'malformed', file: place, what: signature });
  const { key } = signature;
  const told = { file: place, key };
  const digests = digestsOf(file, signature.hash, root);
  if (typeof digests === 'string') return refuse(unread(file, digests));
  const judged = signature.judge(digests.message);
  if (typeof judged !== 'string') return refuse({ ...told, ...judged });
  if (!isCryptographic(sealedWith)) return refuse({ problem: 'weak', ...told, what: sealedWith });
  // Damage has a finding of its own, and then there is no head.
  if (findings.length === 0 && head?.digest !== digests.stored) return refuse({ problem: 'restless', file });
  return { is: 'valid', by: judged, key };
}

/** What cannot be read for a reason outside the backup says nothing of it. */
function unread(file: BytePath, code: string): Omit<SignatureEvidence, 'is'> {
  if (exitOfUnreadManifest(code) === 4) return { problem: 'unread', file, what: code };
  throw new Fault(3, `${toText(file)}: cannot be read (${code})`, 'check its permissions and its disk');
}

/** A signature that was read, of any kind. */
type AnySignature = {
  readonly key: string;
  readonly hash: MessageHash | 'blake2b512';
  /** Returns who signed a message with this digest, or why it does not count. */
  judge(digest: Buffer): string | Pick<SignatureEvidence, 'problem' | 'by' | 'what'>;
};

function bySsh(bytes: Buffer, { signers, at }: Trust): AnySignature {
  const signature = readSshSignature(bytes);
  const { key, namespace, hash } = signature;
  return {
    key: key.name,
    hash,
    judge(digest) {
      if (!signature.isOf(digest)) return { problem: 'wrong' };
      if (namespace !== NAMESPACE) return { problem: 'namespace', what: namespace };
      const by = allowedSigner(signers, key, namespace, at);
      if (typeof by !== 'string') return by.name;
      return { problem: by, ...(by === 'namespace' ? { by: 'line', what: namespace } : {}) };
    },
  };
}

function byMinisign(bytes: Buffer, allowed: MinisignKey): AnySignature {
  const signature = readMinisignSignature(bytes);
  return {
    key: `minisign ${signature.keyId}`,
    hash: 'blake2b512',
    judge(digest) {
      if (signature.keyId !== allowed.id) return { problem: 'nobody' };
      return signature.isBy(allowed, digest) ? allowed.comment : { problem: 'wrong' };
    },
  };
}

function parse(read: () => AnySignature): AnySignature | string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return error.message;
  }
}

type Digests = { readonly message: Buffer; readonly stored: string };

function digestsOf(file: BytePath, hash: AnySignature['hash'], root: BytePath | undefined): Digests | string {
  const [message, stored] = [createHash(hash), createHash('sha256')];
  try {
    for (const bytes of readStored(file, root)) {
      message.update(bytes);
      stored.update(bytes);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
  return { message: message.digest(), stored: `sha256:${stored.digest('hex')}` };
}
