// The code of a folder.
import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

const CODE = /\.(?:[cm]?[jt]s)$/;

/** Returns the code files under a folder, with `/` between their names. */
export function codeUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && CODE.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => posix.join(folder, entry.parentPath.slice(join(root, folder).length), entry.name))
    .toSorted();
}
