import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAMESPACE } from '../../../src/manifest/signature/sshsig.ts';

/** Types of keys as `ssh-keygen -t -b` takes them. */
export const KEY_TYPES: readonly (readonly [type: string, bits: string])[] = [
  ['ed25519', '256'],
  ['ecdsa', '256'],
  ['ecdsa', '384'],
  ['ecdsa', '521'],
  ['rsa', '2048'],
  ['rsa', '3072'],
];

/** Makes a pair of keys, and returns the path of the private one. */
export function makeKey(
  directory: string,
  name = 'key',
  type = 'ed25519',
  bits = '256',
  secret = '',
): string {
  const file = join(directory, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', secret, '-C', name, '-f', file]);
  return file;
}

/** The public key in one line, without its comment. */
export function publicLine(key: string): string {
  return readFileSync(`${key}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
}

/** Writes a file of allowed signers, and returns its path. */
export function allow(directory: string, text: string, name = 'allowed_signers'): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

/** Signs a file by `ssh-keygen -Y sign`; the signature lies beside it. */
export function signByTool(key: string, file: string, namespace: string = NAMESPACE, hash = 'sha512'): void {
  execFileSync(
    'ssh-keygen',
    ['-Y', 'sign', '-q', '-f', key, '-n', namespace, '-O', `hashalg=${hash}`, file],
    {
      stdio: 'ignore',
    },
  );
}

/** Whether `ssh-keygen -Y verify` takes a signature of a file. */
export function isTakenByTool(
  signers: string,
  identity: string,
  file: string,
  signature = `${file}.sig`,
  namespace: string = NAMESPACE,
): boolean {
  const { status } = spawnSync(
    'ssh-keygen',
    ['-Y', 'verify', '-f', signers, '-I', identity, '-n', namespace, '-s', signature],
    { input: readFileSync(file) },
  );
  return status === 0;
}
