import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { Malformed, readWire, strictBase64, type WireReader, wireStrings } from './wire.ts';

/** A public key as SSH writes it. */
export type PublicKey = {
  /** Its bytes; two keys are the same where these are. */
  readonly blob: Buffer;
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** What `ssh-keygen -l` shows: `ED25519 SHA256:…`. */
  readonly name: string;
  /** Returns whether a signature of SSH, as its bytes, is by this key and of these data; false for what is malformed. */
  verify(data: Buffer, signature: Buffer): boolean;
};

type Kind = {
  readonly word: string;
  /** Reads the rest of a key, and returns what checks its signatures; their algorithm was read. */
  read(wire: WireReader): (algorithm: string, signature: WireReader, data: Buffer) => boolean;
};

type Curve = { readonly name: string; readonly crv: string; readonly hash: string; readonly bytes: number };

/** The curves of NIST, by the end of the name of a key. */
export const CURVES: readonly Curve[] = [
  { name: 'nistp256', crv: 'P-256', hash: 'sha256', bytes: 32 },
  { name: 'nistp384', crv: 'P-384', hash: 'sha384', bytes: 48 },
  { name: 'nistp521', crv: 'P-521', hash: 'sha512', bytes: 66 },
];

/** The digests of RSA signatures; that of `ssh-rsa` is SHA-1, which others can forge. */
const RSA_HASHES = new Map([
  ['rsa-sha2-256', 'sha256'],
  ['rsa-sha2-512', 'sha512'],
]);
/** Shorter keys of RSA can be broken. */
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 16_384;
const ED25519 = 'ssh-ed25519';
const SECURITY_KEY = 'sk-';
const VENDOR = '@openssh.com';

const KINDS = new Map<string, Kind>([
  [ED25519, { word: 'ED25519', read: (wire) => checkEd25519(ED25519, readEd25519(wire)) }],
  ...CURVES.map((curve): [string, Kind] => {
    const type = `ecdsa-sha2-${curve.name}`;
    return [type, { word: 'ECDSA', read: (wire) => checkEcdsa(type, readEcdsa(wire, curve), curve) }];
  }),
  ['ssh-rsa', { word: 'RSA', read: readRsa }],
  [
    `${SECURITY_KEY}${ED25519}${VENDOR}`,
    { word: 'ED25519-SK', read: (wire) => bySecurityKey(wire, ED25519, readEd25519(wire), checkEd25519) },
  ],
  ...CURVES.slice(0, 1).map((curve): [string, Kind] => {
    const type = `ecdsa-sha2-${curve.name}`;
    const check: Check = (name, key) => checkEcdsa(name, key, curve);
    return [
      `${SECURITY_KEY}${type}${VENDOR}`,
      { word: 'ECDSA-SK', read: (wire) => bySecurityKey(wire, type, readEcdsa(wire, curve), check) },
    ];
  }),
]);

/** Returns whether keys of a type can be checked here; certificates and DSA cannot. */
export function isKnownKeyType(type: string): boolean {
  return KINDS.has(type);
}

/** Reads a public key. Throws `Malformed` where it is none, or of a type that is not accepted. */
export function readPublicKey(blob: Buffer): PublicKey {
  const wire = readWire(blob);
  const type = wire.text();
  const kind = KINDS.get(type);
  if (kind === undefined) throw new Malformed(`keys of type ${JSON.stringify(type)} are not accepted`);
  const check = kind.read(wire);
  wire.end();
  return {
    blob,
    type,
    name: `${kind.word} ${fingerprintOf(blob)}`,
    verify(data, signature) {
      try {
        const parts = readWire(signature);
        return check(parts.text(), parts, data);
      } catch (error) {
        if (error instanceof Malformed) return false;
        throw error;
      }
    },
  };
}

/** Reads a public key in base64, as it stands in files. Throws `Malformed`. */
export function readPublicKeyText(text: string): PublicKey {
  return readPublicKey(strictBase64(text));
}

function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

type Check = (
  name: string,
  key: KeyObject,
) => (algorithm: string, signature: WireReader, data: Buffer) => boolean;

function readEd25519(wire: WireReader): KeyObject {
  const point = wire.string();
  if (point.length !== 32) throw new Malformed('its key has not 32 bytes');
  return imported({ kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') });
}

function checkEd25519(type: string, key: KeyObject): ReturnType<Check> {
  return (algorithm, signature, data) => {
    const bytes = signature.string();
    signature.end();
    return algorithm === type && bytes.length === 64 && verify(null, data, key, bytes);
  };
}

function readEcdsa(wire: WireReader, { name, crv, bytes }: Curve): KeyObject {
  if (wire.text() !== name) throw new Malformed('its curve is not that of its type');
  const point = wire.string();
  if (point.length !== 1 + 2 * bytes || point[0] !== 4)
    throw new Malformed('its point is not written as it must be');
  const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)];
  return imported({ kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') });
}

function checkEcdsa(type: string, key: KeyObject, { hash, bytes }: Curve): ReturnType<Check> {
  return (algorithm, signature, data) => {
    const pair = readWire(signature.string());
    const numbers = [pair.mpint(), pair.mpint()];
    pair.end();
    signature.end();
    if (algorithm !== type || numbers.some(({ length }) => length > bytes)) return false;
    const fixed = Buffer.concat(numbers.flatMap((each) => [Buffer.alloc(bytes - each.length), each]));
    return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, fixed);
  };
}

function readRsa(wire: WireReader): ReturnType<Check> {
  const [e, n] = [wire.mpint(), wire.mpint()];
  const bits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
  if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS)
    throw new Malformed(`RSA keys of ${bits} bits are not accepted`);
  const key = imported({ kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') });
  return (algorithm, signature, data) => {
    const bytes = signature.string();
    signature.end();
    const hash = RSA_HASHES.get(algorithm);
    return hash !== undefined && bytes.length === n.length && verify(hash, data, key, bytes);
  };
}

/**
 * A key in a hardware token signs the digest of its application, flags and a counter before the digest of the data. Whether
 * somebody touched it, `ssh-keygen -Y verify` does not ask either.
 */
function bySecurityKey(wire: WireReader, plain: string, key: KeyObject, check: Check): ReturnType<Check> {
  const application = createHash('sha256').update(wire.string()).digest();
  const type = `${SECURITY_KEY}${plain}${VENDOR}`;
  const checkPart = check(type, key);
  return (algorithm, signature, data) => {
    const raw = signature.string();
    const tail = signature.raw(5);
    signature.end();
    const digest = createHash('sha256').update(data).digest();
    return checkPart(algorithm, readWire(wireStrings(raw)), Buffer.concat([application, tail, digest]));
  };
}

function imported(key: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch (error) {
    throw new Malformed('its key is none', { cause: error });
  }
}
