import { isTrouble, realPath } from '../../disk/list.ts';
import { type BytePath, join } from '../../model/path.ts';
import { noteHidden } from './opening.ts';

/** Where a path that a file names leads: into the root, out of it, or to nothing; `inside` is below the root. */
export type NamedPlace = { readonly inside: BytePath } | 'outside' | 'gone';

/**
 * Returns where a path that a file names leads; a relative one begins at `base`, a directory below the root. Nothing outside
 * is opened.
 */
export function placeBelow(root: BytePath, base: BytePath, target: BytePath): NamedPlace {
  const top = realOf(root, '');
  // What an absolute name leads to belongs to whoever wrote it: that it may not be asked is no trouble of this root.
  const real = target.startsWith('/')
    ? realOf(target)
    : realOf(join(join(root, base), target), join(base, target));
  if (real === undefined || top === undefined) return 'gone';
  return real.startsWith(`${top}/`) ? { inside: real.slice(top.length + 1) } : 'outside';
}

/** Returns a path without links; what prevents that is noted as hidden at a path below the root, where that is given. */
export function realOf(path: BytePath, below?: BytePath): BytePath | undefined {
  if (path.includes('\0')) return undefined;
  const real = realPath(path);
  if (real === undefined || !isTrouble(real)) return real?.path;
  if (below !== undefined) noteHidden(below, real);
  return undefined;
}
