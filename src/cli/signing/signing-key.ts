import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readPrivateKey } from '../../manifest/signature/private-key.ts';
import {
  JOURNAL_NAMESPACE,
  NAMESPACE,
  type Namespace,
  readSshSignature,
} from '../../manifest/signature/sshsig.ts';
import { Malformed } from '../../manifest/signature/wire.ts';
import { errorCode, Fault } from '../../model/fault.ts';

/** Returns the signature of a file that is complete and on the disk. Throws a Fault (3) where the key did not sign. */
export type SignFile = (file: string) => Promise<string>;

const TOOL = 'ssh-keygen';
const CHUNK = 1 << 16;

/** What comes of it where a key does not sign. */
const WITHOUT: Readonly<Record<Namespace, string>> = {
  [NAMESPACE]: 'no manifest was written',
  [JOURNAL_NAMESPACE]: 'the journal is not signed',
};

/**
 * Opens a key by its absolute path: a private key without a passphrase signs here, any other and a public one, whose private
 * part an agent or a token has, through `ssh-keygen`. Throws a Fault (2) where it cannot sign.
 */
export function openKey(key: string, namespace: Namespace): SignFile {
  const own = readKey(key);
  if (own !== undefined) return async (file) => own.sign(digestOf(file), namespace);
  if (errorCode(spawnSync(TOOL, ['-Y', 'none']).error) !== undefined)
    throw new Fault(2, `${key}: it needs ${TOOL}, which is not there`, 'install the client of OpenSSH');
  return (file) => signByTool(key, file, namespace);
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
async function signByTool(key: string, file: string, namespace: Namespace): Promise<string> {
  const descriptor = openSync(file, 'r');
  try {
    const tool = spawn(TOOL, ['-Y', 'sign', '-q', '-f', key, '-n', namespace], {
      stdio: [descriptor, 'pipe', 'inherit'],
    });
    const ended = new Promise<string>((done) => {
      tool.once('error', (error) => done(errorCode(error) ?? String(error)));
      tool.once('close', (code, signal) => done(code === 0 ? '' : `exit ${code ?? signal}`));
    });
    const [signature, trouble] = await Promise.all([text(tool.stdout ?? Readable.from([])), ended]);
    if (trouble !== '') throw unsigned(key, namespace, trouble);
    const read = readSshSignature(Buffer.from(signature, 'latin1'));
    if (read.namespace !== namespace || read.hash !== 'sha512' || !read.isOf(digestOf(file)))
      throw unsigned(key, namespace, 'its signature is not of the file');
    return signature;
  } catch (error) {
    if (error instanceof Malformed) throw unsigned(key, namespace, error.message);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function unsigned(key: string, namespace: Namespace, why: string): Fault {
  return new Fault(
    3,
    `${key}: ${TOOL} did not sign (${why}), and ${WITHOUT[namespace]}`,
    `try it: ${TOOL} -Y sign -n ${namespace} -f ${key} FILE`,
  );
}
