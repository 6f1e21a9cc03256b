import { copyFileSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/**
 * Every regular file below a directory, sorted by path: absolute path, size in bytes, lower-case extension without the dot.
 * A name that is not UTF-8 is left out: these tools would not open it.
 */
export function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('\ufffd'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({ path, size: statSync(path).size, extension: extname(path).slice(1).toLowerCase() }));
}

/** Puts a file at another path, as a hard link where that can be; makes the directories above it. */
export function linkAt(path, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(path, to);
  } catch {
    copyFileSync(path, to);
  }
}
