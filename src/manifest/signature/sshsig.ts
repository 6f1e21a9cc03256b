/**
 * Signatures of OpenSSH (PROTOCOL.sshsig), as `ssh-keygen -Y` makes and checks them. What is read here is only the form that
 * it writes: any other byte, also one that it would pass over, makes a signature none.
 */
import type { PublicKey } from './public-key.ts';
import { readPublicKey } from './public-key.ts';
import { Malformed, readWire, strictBase64, wireStrings, wireUint32 } from './wire.ts';

/** What signatures of manifests are for; one that was made for anything else is refused. */
export const NAMESPACE = 'restorable-manifest';
/** What signatures of journals are for. */
export const JOURNAL_NAMESPACE = 'restorable-journal';

/** What a signature of ours may be for. */
export type Namespace = typeof NAMESPACE | typeof JOURNAL_NAMESPACE;

const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const MAGIC = 'SSHSIG';
const VERSION = 1;
const LINE = 70;

/** The digests that a message may be signed by. */
export type MessageHash = 'sha256' | 'sha512';

/** A signature that was read and not yet checked. */
export type SshSignature = {
  readonly key: PublicKey;
  readonly namespace: string;
  readonly hash: MessageHash;
  /** Returns whether it is by its key and of a message with this digest. */
  isOf(digest: Buffer): boolean;
};

/** Returns whether bytes begin as such a signature. */
export function isSshSignature(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, BEGIN.length) === BEGIN;
}

/** Reads a signature file. Throws `Malformed`. */
export function readSshSignature(bytes: Buffer): SshSignature {
  const wire = readWire(dearmor(bytes.toString('latin1')));
  if (wire.raw(MAGIC.length).toString('latin1') !== MAGIC) throw new Malformed('it is none of OpenSSH');
  const version = wire.uint32();
  if (version !== VERSION) throw new Malformed(`its version is ${version}, not ${VERSION}`);
  const key = readPublicKey(wire.string());
  const [namespace, reserved, hash] = [wire.text(), wire.string(), wire.text()];
  const signature = wire.string();
  wire.end();
  if (namespace === '') throw new Malformed('its namespace is empty');
  if (hash !== 'sha256' && hash !== 'sha512')
    throw new Malformed(`messages are not signed by ${JSON.stringify(hash)}`);
  return {
    key,
    namespace,
    hash,
    isOf: (digest) =>
      key.verify(
        Buffer.concat([Buffer.from(MAGIC), wireStrings(namespace, reserved, hash, digest)]),
        signature,
      ),
  };
}

/** Returns the bytes that a key signs for a message with this digest. */
export function signedBytes(hash: MessageHash, digest: Buffer, namespace: Namespace = NAMESPACE): Buffer {
  return Buffer.concat([Buffer.from(MAGIC), wireStrings(namespace, '', hash, digest)]);
}

/** Formats a signature as `ssh-keygen` does. */
export function formatSshSignature(
  publicKey: Buffer,
  hash: MessageHash,
  signature: Buffer,
  namespace: Namespace = NAMESPACE,
): string {
  const blob = Buffer.concat([
    Buffer.from(MAGIC),
    wireUint32(VERSION),
    wireStrings(publicKey, namespace, '', hash, signature),
  ]);
  const lines = blob.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}

function dearmor(text: string): Buffer {
  const [first, ...rest] = text.split('\n');
  const [last, end] = [rest.pop(), rest.pop()];
  if (first !== BEGIN) throw new Malformed('it does not begin as a signature of OpenSSH');
  if (last !== '' || end !== END) throw new Malformed('it does not end as a signature of OpenSSH');
  if (rest.some(({ length }, n) => length > LINE || (length < LINE && n < rest.length - 1)))
    throw new Malformed('its lines are not as long as they must be');
  return strictBase64(rest.join(''));
}
