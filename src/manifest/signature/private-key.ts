/** Private keys of OpenSSH that no passphrase protects (PROTOCOL.key), and what they sign. */
import { createPrivateKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { CURVES } from './public-key.ts';
import { formatSshSignature, type Namespace, signedBytes } from './sshsig.ts';
import { Malformed, readWire, strictBase64, type WireReader, wireNumber, wireStrings } from './wire.ts';

const BEGIN = '-----BEGIN OPENSSH PRIVATE KEY-----';
const END = '-----END OPENSSH PRIVATE KEY-----';
const MAGIC = 'openssh-key-v1\0';

/** A key that signs without asking anybody. */
export type SigningKey = {
  /** Returns the signature file for a message with this sha512; for a manifest where nothing else is said. */
  sign(digest: Buffer, namespace?: Namespace): string;
};

type Signer = (data: Buffer) => Buffer;

/**
 * Reads a private key; undefined where it is not of this form, is encrypted or of a type that only `ssh-keygen` can sign
 * with. Throws `Malformed` where it is damaged.
 */
export function readPrivateKey(bytes: Buffer): SigningKey | undefined {
  const text = bytes.toString('latin1').trim();
  if (!text.startsWith(BEGIN)) return undefined;
  if (!text.endsWith(END)) throw new Malformed('it ends early');
  const wire = readWire(strictBase64(text.slice(BEGIN.length, -END.length).replaceAll(/\s/g, '')));
  if (wire.raw(MAGIC.length).toString('latin1') !== MAGIC) throw new Malformed('it is no key of OpenSSH');
  const [cipher, kdf] = [wire.text(), wire.text()];
  wire.string();
  if (cipher !== 'none' || kdf !== 'none') return undefined;
  if (wire.uint32() !== 1) throw new Malformed('it has not one key');
  const publicKey = wire.string();
  const secret = readWire(wire.string());
  if (secret.uint32() !== secret.uint32()) throw new Malformed('its check numbers differ');
  const signer = signerOf(secret.text(), secret);
  return signer === undefined
    ? undefined
    : {
        sign: (digest, namespace) =>
          formatSshSignature(
            publicKey,
            'sha512',
            signer(signedBytes('sha512', digest, namespace)),
            namespace,
          ),
      };
}

function signerOf(type: string, wire: WireReader): Signer | undefined {
  if (type === 'ssh-ed25519') return ed25519(type, wire);
  if (type === 'ssh-rsa') return rsa(wire);
  return type.startsWith('ecdsa-sha2-') ? ecdsa(type, wire) : undefined;
}

function ed25519(type: string, wire: WireReader): Signer {
  const [point, pair] = [wire.string(), wire.string()];
  const key = imported({ kty: 'OKP', crv: 'Ed25519', x: url(point), d: url(pair.subarray(0, 32)) });
  return (data) => wireStrings(type, sign(null, data, key));
}

function ecdsa(type: string, wire: WireReader): Signer {
  const [name, point, secret] = [wire.text(), wire.string(), wire.mpint()];
  const curve = CURVES.find((each) => each.name === name);
  if (curve === undefined) throw new Malformed(`its curve is unknown: ${JSON.stringify(name)}`);
  const { crv, bytes, hash } = curve;
  const d = Buffer.concat([Buffer.alloc(Math.max(0, bytes - secret.length)), secret]);
  const [x, y] = [url(point.subarray(1, 1 + bytes)), url(point.subarray(1 + bytes))];
  const key = imported({ kty: 'EC', crv, x, y, d: url(d) });
  return (data) => {
    const pair = sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
    const [r, s] = [pair.subarray(0, bytes), pair.subarray(bytes)];
    return wireStrings(type, wireStrings(wireNumber(r), wireNumber(s)));
  };
}

function rsa(wire: WireReader): Signer {
  const [n, e, d, qi, p, q] = [
    wire.mpint(),
    wire.mpint(),
    wire.mpint(),
    wire.mpint(),
    wire.mpint(),
    wire.mpint(),
  ];
  const rest = (prime: Buffer): string => url(bytesOf(numberOf(d) % (numberOf(prime) - 1n)));
  const numbers = { n: url(n), e: url(e), d: url(d), p: url(p), q: url(q), qi: url(qi) };
  const key = imported({ kty: 'RSA', ...numbers, dp: rest(p), dq: rest(q) });
  return (data) => wireStrings('rsa-sha2-512', sign('sha512', data, key));
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function bytesOf(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function imported(key: JsonWebKey): KeyObject {
  try {
    return createPrivateKey({ key, format: 'jwk' });
  } catch (error) {
    throw new Malformed('its numbers are no key', { cause: error });
  }
}
