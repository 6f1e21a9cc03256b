import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRemote } from '../../disk/remote-channel.ts';
import type { BytePath } from '../../model/path.ts';
import { makeDirectory } from '../make-directory.ts';
import { replaceLasting } from '../write-lasting.ts';
import { stateDirectory } from './state-directory.ts';

/** Returns the file of the state directory in which something is kept of a root, by the path to which links lead. */
export function stateFile(kind: string, root: BytePath, ...more: readonly string[]): string {
  const bytes = Buffer.from(root, 'latin1');
  const real = isRemote(root) ? bytes : realpathSync(bytes, { encoding: 'buffer' });
  const digest = createHash('sha256').update(real);
  for (const each of more) digest.update('\0').update(each);
  return join(stateDirectory(), kind, digest.digest('hex').slice(0, 32));
}

/** Writes a file of the state directory anew: the old one lies there until the new one is whole. Throws the error of the system. */
export function replaceStateFile(file: string, content: Uint8Array): void {
  makeDirectory(dirname(file));
  replaceLasting(file, content);
}
