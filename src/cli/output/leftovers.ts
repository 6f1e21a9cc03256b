import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isTemporaryName, isTemporaryOf } from '../../model/temporary-name.ts';
import { isLockedByAnother } from '../journal/lock.ts';

/**
 * Removes the temporary files that killed runs left at the top of a root, and those of its manifest elsewhere; none while
 * another run works on the root. What cannot be removed stays: it is no part of a backup, and `verify` reports it.
 */
export function clearLeftovers(root: string, manifest: string): void {
  if (isLockedByAnother(root)) return;
  clear(root, isTemporaryName);
  if (dirname(manifest) !== root) clear(dirname(manifest), (name) => isTemporaryOf(name, basename(manifest)));
}

function clear(directory: string, isLeft: (name: string) => boolean): void {
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isFile() && isLeft(entry.name)) rmSync(join(directory, entry.name), { force: true });
  } catch {
    // The run says what is wrong with the directory.
  }
}
