/**
 * Public keys and signatures of minisign ("Signature format" of its manual). Only signatures of the digest of a message
 * (`ED`) are read, as it makes them since 0.11; both of their parts must be by the key, that of the comment too.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { Malformed, strictBase64 } from './wire.ts';

/** A public key that may sign. */
export type MinisignKey = {
  /** As minisign shows it: in hex, without leading zeros. */
  readonly id: string;
  /** What its file says of it; whoever wrote the file chose that. */
  readonly comment: string;
  readonly key: KeyObject;
};

/** A signature that was read and not yet checked. */
export type MinisignSignature = {
  /** The key that it says it is by. */
  readonly keyId: string;
  /** Returns whether it is by a key and of a message with this BLAKE2b-512. */
  isBy(key: MinisignKey, digest: Buffer): boolean;
};

const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';
const ID_BYTES = 8;
const POINT_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Whether a text begins as a key or a signature of minisign. */
export function isOfMinisign(text: string): boolean {
  return text.startsWith(UNTRUSTED);
}

/** Returns where minisign puts the signature of a file. */
export function minisignOf(file: string): string {
  return `${file}.minisig`;
}

/** Reads a file of a public key. Throws `Malformed`. */
export function readMinisignKey(text: string): MinisignKey {
  const [comment = '', line = '', ...rest] = linesOf(text);
  if (rest.length > 0) throw new Malformed('more follows after its key');
  const { algorithm, id, bytes } = readPart(line, POINT_BYTES);
  if (algorithm !== 'Ed') throw new Malformed(`keys of ${JSON.stringify(algorithm)} are not accepted`);
  const x = bytes.toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { id, comment: comment.slice(UNTRUSTED.length), key };
}

/** Reads a signature file. Throws `Malformed`. */
export function readMinisignSignature(file: Buffer): MinisignSignature {
  const [, line = '', trusted = '', global = '', ...rest] = linesOf(file.toString('latin1'));
  if (rest.length > 0) throw new Malformed('more follows after its end');
  const { algorithm, id, bytes } = readPart(line, SIGNATURE_BYTES);
  if (algorithm === 'Ed')
    throw new Malformed('it is of the form before minisign 0.10: sign it again (minisign -S -H)');
  if (algorithm !== 'ED') throw new Malformed(`signatures of ${JSON.stringify(algorithm)} are not accepted`);
  if (!trusted.startsWith(TRUSTED)) throw new Malformed('it has no trusted comment');
  const ofAll = strictBase64(global);
  if (ofAll.length !== SIGNATURE_BYTES) throw new Malformed('the signature of its comment is cut');
  const signed = Buffer.concat([bytes, Buffer.from(trusted.slice(TRUSTED.length), 'latin1')]);
  return {
    keyId: id,
    isBy: ({ key }, digest) => verify(null, digest, key, bytes) && verify(null, signed, key, ofAll),
  };
}

function linesOf(text: string): readonly string[] {
  if (!isOfMinisign(text)) throw new Malformed('it does not begin as a file of minisign');
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function readPart(
  line: string,
  length: number,
): { readonly algorithm: string; readonly id: string; readonly bytes: Buffer } {
  const part = strictBase64(line);
  if (part.length !== 2 + ID_BYTES + length) throw new Malformed('it is not as long as it must be');
  return {
    algorithm: part.toString('latin1', 0, 2),
    id: part.readBigUInt64LE(2).toString(16).toUpperCase(),
    bytes: part.subarray(2 + ID_BYTES),
  };
}
