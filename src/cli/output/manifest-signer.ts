import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { isCryptographic } from '../../hash/algorithms.ts';
import { readPrivateKey } from '../../manifest/signature/private-key.ts';
import { NAMESPACE, readSshSignature } from '../../manifest/signature/sshsig.ts';
import { Malformed } from '../../manifest/signature/wire.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { liesBelow } from '../arguments/signers.ts';

/** Returns the signature of a manifest that is complete and on the disk. */
export type SignManifest = (file: string) => Promise<string>;

const TOOL = 'ssh-keygen';
const CHUNK = 1 << 16;

/**
 * Opens the key that signs manifests: a private key without a passphrase signs here, any other and a public one, whose
 * private part an agent or a token has, through `ssh-keygen`. Throws a Fault (2) where it must not or cannot sign.
 */
export function openSigner(named: string, root: string, algorithm: string): SignManifest {
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
  const own = readKey(key);
  if (own !== undefined) return async (file) => own.sign(digestOf(file));
  if (errorCode(spawnSync(TOOL, ['-Y', 'none']).error) !== undefined)
    throw new Fault(2, `${key}: it needs ${TOOL}, which is not there`, 'install the client of OpenSSH');
  return (file) => signByTool(key, file);
}

function readKey(file: string): ReturnType<typeof readPrivateKey> {
  try {
    const { mode, uid } = statSync(file);
    const key = readPrivateKey(readFileSync(file));
    if (key !== undefined && uid === process.getuid?.() && (mode & 0o077) !== 0)
      throw new Fault(2, `${file}: others can read this key`, `take it from them: chmod 600 ${file}`);
    return key;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const why = error instanceof Malformed ? error.message : (errorCode(error) ?? String(error));
    const hint = `make one: ssh-keygen -t ed25519 -N '' -f ${file}`;
    throw new Fault(2, `${file}: cannot read the key (${why})`, hint, error);
  }
}

/** The sha512 of a file, read in pieces. */
function digestOf(file: string): Buffer {
  const hash = createHash('sha512');
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let n = CHUNK; n > 0; ) {
      n = readSync(descriptor, buffer);
      hash.update(buffer.subarray(0, n));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest();
}

/** It asks for a passphrase at the terminal, or for a touch; what it returns is checked. */
async function signByTool(key: string, file: string): Promise<string> {
  const descriptor = openSync(file, 'r');
  try {
    const tool = spawn(TOOL, ['-Y', 'sign', '-q', '-f', key, '-n', NAMESPACE], {
      stdio: [descriptor, 'pipe', 'inherit'],
    });
    const ended = new Promise<string>((done) => {
      tool.once('error', (error) => done(errorCode(error) ?? String(error)));
      tool.once('close', (code, signal) => done(code === 0 ? '' : `exit ${code ?? signal}`));
    });
    const [signature, trouble] = await Promise.all([text(tool.stdout ?? Readable.from([])), ended]);
    if (trouble !== '') throw unsigned(key, trouble);
    const read = readSshSignature(Buffer.from(signature, 'latin1'));
    if (read.namespace !== NAMESPACE || read.hash !== 'sha512' || !read.isOf(digestOf(file)))
      throw unsigned(key, 'its signature is not of the manifest');
    return signature;
  } catch (error) {
    if (error instanceof Malformed) throw unsigned(key, error.message);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function unsigned(key: string, why: string): Fault {
  return new Fault(
    3,
    `${key}: ${TOOL} did not sign (${why}), and no manifest was written`,
    `try it: ${TOOL} -Y sign -n ${NAMESPACE} -f ${key} FILE`,
  );
}
