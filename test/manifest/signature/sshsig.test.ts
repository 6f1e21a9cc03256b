/** Signatures of OpenSSH, held against the real `ssh-keygen` in both directions. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../../src/manifest/signature/private-key.ts';
import {
  formatSshSignature,
  NAMESPACE,
  readSshSignature,
  signedBytes,
} from '../../../src/manifest/signature/sshsig.ts';
import { wireNumber, wireStrings } from '../../../src/manifest/signature/wire.ts';
import { makeScratch } from '../../help/scratch.ts';
import { needs } from '../../help/tools.ts';
import { allow, isTakenByTool, KEY_TYPES, makeKey, publicLine, signByTool } from './keys.ts';

const scratch = makeScratch();
const MESSAGE = Buffer.from('what is signed\n');
const digestBy = (hash: string): Buffer => createHash(hash).update(MESSAGE).digest();

/** A message in a directory of its own, and a key. */
function makeSigned(
  type: string,
  bits: string,
): { readonly file: string; readonly key: string; readonly signers: string } {
  const directory = mkdtempSync(join(scratch, 'signed-'));
  const key = makeKey(directory, 'key', type, bits);
  const file = join(directory, 'message');
  writeFileSync(file, MESSAGE);
  return { file, key, signers: allow(directory, `seal@db1 ${publicLine(key)}\n`) };
}

/** Whether bytes are a signature of the message. */
function isTaken(bytes: Buffer): boolean {
  try {
    const signature = readSshSignature(bytes);
    return signature.namespace === NAMESPACE && signature.isOf(digestBy(signature.hash));
  } catch {
    return false;
  }
}

describe.skipIf(!needs('ssh-keygen'))('a signature', () => {
  it.each(KEY_TYPES)('of ssh-keygen by %s of %s bits is taken, and ours by ssh-keygen', (type, bits) => {
    const { file, key, signers } = makeSigned(type, bits);
    for (const hash of ['sha256', 'sha512']) {
      signByTool(key, writeAgain(file, hash), NAMESPACE, hash);
      const signature = readSshSignature(readFileSync(`${file}-${hash}.sig`));
      expect(signature).toMatchObject({ namespace: NAMESPACE, hash });
      expect(signature.isOf(digestBy(hash))).toBe(true);
      expect(signature.isOf(createHash(hash).update('another message').digest())).toBe(false);
    }
    const own = readPrivateKey(readFileSync(key))?.sign(digestBy('sha512')) ?? '';
    writeFileSync(`${file}.sig`, own);
    expect(isTakenByTool(signers, 'seal@db1', file)).toBe(true);
    expect(isTaken(Buffer.from(own))).toBe(true);
    if (type !== 'ecdsa') expect(own).toBe(readFileSync(`${file}-sha512.sig`, 'utf8'));
  });

  it.each(KEY_TYPES.filter((_, n) => n === 0 || n === 1 || n === 4))(
    'by %s of %s bits is refused with any bit turned, and cut anywhere',
    (type, bits) => {
      const { file, key } = makeSigned(type, bits);
      signByTool(key, file);
      const whole = readFileSync(`${file}.sig`);
      expect(isTaken(whole)).toBe(true);
      const taken: string[] = [];
      for (let at = 0; at < whole.length; at++) {
        if (isTaken(whole.subarray(0, at))) taken.push(`cut at ${at}`);
        for (let bit = 0; bit < 8; bit++) {
          const turned = Buffer.from(whole);
          turned[at] = (turned[at] ?? 0) ^ (1 << bit);
          if (isTaken(turned)) taken.push(`bit ${bit} of byte ${at}`);
        }
      }
      expect(taken).toEqual([]);
    },
  );

  it.each(['\n', ' ', '\r\n', 'more'])('with %j behind it is refused', (more) => {
    const { file, key } = makeSigned('ed25519', '256');
    signByTool(key, file);
    expect(isTaken(Buffer.concat([readFileSync(`${file}.sig`), Buffer.from(more)]))).toBe(false);
  });

  it('by a short key of RSA, or by SHA-1, is refused', () => {
    const { file, key } = makeSigned('rsa', '1024');
    signByTool(key, file);
    expect(() => readSshSignature(readFileSync(`${file}.sig`))).toThrow('RSA keys of 1024 bits');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    const [modulus, exponent] = [n, e].map((each) => wireNumber(Buffer.from(each, 'base64url')));
    const blob = wireStrings('ssh-rsa', exponent ?? '', modulus ?? '');
    const made = (name: string, hash: string): Buffer =>
      Buffer.from(
        formatSshSignature(
          blob,
          'sha512',
          wireStrings(name, sign(hash, signedBytes('sha512', digestBy('sha512')), privateKey)),
        ),
      );
    expect(isTaken(made('rsa-sha2-512', 'sha512'))).toBe(true);
    expect(isTaken(made('rsa-sha2-256', 'sha256'))).toBe(true);
    expect(isTaken(made('rsa-sha2-256', 'sha512'))).toBe(false);
    expect(isTaken(made('ssh-rsa', 'sha1'))).toBe(false);
  });

  it.each(['ed25519', 'ecdsa'])('of a hardware token by %s is taken as ssh-keygen takes it', (type) => {
    const directory = mkdtempSync(join(scratch, 'token-'));
    const { line, signature } = signByToken(type);
    const file = writeAgain(join(directory, 'message'), type);
    writeFileSync(`${file}.sig`, signature);
    expect(isTakenByTool(allow(directory, `seal@db1 ${line}\n`), 'seal@db1', file)).toBe(true);
    expect(isTaken(Buffer.from(signature))).toBe(true);
    expect(readSshSignature(Buffer.from(signature)).isOf(digestBy('sha256'))).toBe(false);
  });

  it('is not made by a key that is encrypted, a public one, or none', () => {
    const directory = mkdtempSync(join(scratch, 'locked-'));
    const key = makeKey(directory, 'locked', 'ed25519', '256', 'a passphrase');
    expect(readPrivateKey(readFileSync(key))).toBeUndefined();
    expect(readPrivateKey(readFileSync(`${key}.pub`))).toBeUndefined();
    expect(readPrivateKey(Buffer.alloc(0))).toBeUndefined();
    const plain = readFileSync(makeKey(directory, 'plain'));
    expect(() => readPrivateKey(plain.subarray(0, -60))).toThrow('ends early');
  });
});

/** A copy of the message under another name. */
function writeAgain(file: string, name: string): string {
  writeFileSync(`${file}-${name}`, MESSAGE);
  return `${file}-${name}`;
}

/** What a token of this type would sign, made without one: the line of its public key, and its signature of the message. */
function signByToken(type: string): { readonly line: string; readonly signature: string } {
  const application = 'ssh:';
  const isEd25519 = type === 'ed25519';
  const { publicKey, privateKey } = isEd25519
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const [first, second] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const name = isEd25519 ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const blob = isEd25519
    ? wireStrings(name, first, application)
    : wireStrings(name, 'nistp256', Buffer.concat([Buffer.from([4]), first, second]), application);
  const tail = Buffer.from([1, 0, 0, 0, 7]);
  const data = Buffer.concat([
    createHash('sha256').update(application).digest(),
    tail,
    createHash('sha256')
      .update(signedBytes('sha512', digestBy('sha512')))
      .digest(),
  ]);
  const raw = isEd25519
    ? sign(null, data, privateKey)
    : pairOf(sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  return {
    line: `${name} ${blob.toString('base64')}`,
    signature: formatSshSignature(blob, 'sha512', Buffer.concat([wireStrings(name, raw), tail])),
  };
}

function pairOf(fixed: Buffer): Buffer {
  return wireStrings(wireNumber(fixed.subarray(0, 32)), wireNumber(fixed.subarray(32)));
}
