import { isTrouble, readLink } from '../../disk/list.ts';
import { cleanPath, joinBelow } from '../../manifest/checksum/path.ts';
import { type BytePath, directoryOf, join } from '../../model/path.ts';
import { linksBelow } from './list-files.ts';
import { statEntry } from './read-voucher-file.ts';

/** Where a name of a list leads: the path without links, and the links on the way. */
export type Followed = { readonly path: BytePath; readonly links: readonly BytePath[] };

/**
 * Creates a function that follows the links on the way to a path as far as they stay inside the root; a path that leads out
 * of it, or nowhere, is returned as it is. With the links below the root known, nothing is asked of paths without any.
 */
export function createLinkFollower(
  root: BytePath,
  known?: ReadonlySet<BytePath>,
): (path: BytePath) => Followed {
  const below = linksBelow(root);
  return (path) => {
    const straight = { path, links: [] };
    if (known !== undefined && !stepsOf(path).some((step) => known.has(step))) return straight;
    const real = below.follow(path) ?? danglingTarget(root, path);
    if (real === undefined || real === '' || real === path) return straight;
    return { path: real, links: stepsOf(path).filter((step) => below.follow(step) !== step) };
  };
}

/** Returns where a link leads that leads to nothing, by its text; undefined where that is out of the root. */
function danglingTarget(root: BytePath, path: BytePath): BytePath | undefined {
  const link = readLink(join(root, path));
  if (isTrouble(link) || link.target.startsWith('/')) return undefined;
  const target = cleanPath(link.target);
  const at = target === undefined ? undefined : joinBelow(directoryOf(path), target);
  return at === undefined || statEntry(root, at) !== undefined ? undefined : at;
}

/** Returns a path and the directories above it. */
function stepsOf(path: BytePath): BytePath[] {
  const steps: BytePath[] = [];
  for (let at = path; at !== ''; at = directoryOf(at)) steps.push(at);
  return steps;
}
