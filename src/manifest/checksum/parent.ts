import { type BytePath, join } from '../../model/path.ts';
import type { ChecksumEntry } from './entries.ts';
import type { Exists } from './relocate.ts';
import { withSlashes } from './spellings.ts';

const ASKED = 64;
const DEEPEST = 64;

/**
 * Returns the common prefix of all names in a list, such as `sub/`, where it lies in `sub/` but was made in a directory
 * above. One name alone proves nothing: a lost sub/sub/x must not be replaced by sub/x. So all names are considered
 * together.
 */
export function agreeOnParent(
  entries: readonly ChecksumEntry[],
  directory: BytePath,
  base: BytePath,
  exists: Exists,
): BytePath | undefined {
  const names = directory
    .split('/')
    .filter((name) => name !== '')
    .slice(-DEEPEST);
  const first = relativeNames(entries.slice(0, ASKED));
  if (first.length === 0 || first.some((name) => exists(join(base, name)))) return undefined;
  for (let at = names.length - 1; at >= 0; at--) {
    const prefix = `${names.slice(at).join('/')}/`;
    if (!first.every((name) => name.startsWith(prefix))) continue;
    if (!first.some((name) => exists(join(base, name.slice(prefix.length))))) continue;
    if (relativeNames(entries).every((name) => name.startsWith(prefix))) return prefix;
  }
  return undefined;
}

function relativeNames(entries: readonly ChecksumEntry[]): BytePath[] {
  return entries
    .map(({ path, escaped }) => withSlashes(path, escaped))
    .filter((path) => !path.startsWith('/'));
}
