import { isTrouble, realPath } from '../../disk/list.ts';
import { type BytePath, join } from '../../model/path.ts';

/** Where a path that a file names leads: into the root, out of it, or to nothing; `inside` is below the root. */
export type NamedPlace = { readonly inside: BytePath } | 'outside' | 'gone';

/**
 * Returns where a path that a file names leads; a relative one begins at `base`, a directory below the root. Nothing outside
 * is opened.
 */
export function placeBelow(root: BytePath, base: BytePath, target: BytePath): NamedPlace {
  const top = realOf(root);
  const real = realOf(target.startsWith('/') ? target : join(join(root, base), target));
  if (real === undefined || top === undefined) return 'gone';
  return real.startsWith(`${top}/`) ? { inside: real.slice(top.length + 1) } : 'outside';
}

function realOf(path: BytePath): BytePath | undefined {
  if (path.includes('\0')) return undefined;
  const real = realPath(path);
  return real === undefined || isTrouble(real) ? undefined : real.path;
}
