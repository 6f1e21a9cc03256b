import { type BytePath, join } from '../../model/path.ts';

/** Where a directory that a list names by an absolute path is now, below the root ('' is the root). */
export type Relocation = { readonly from: BytePath; readonly to: BytePath };

/** Returns whether something exists at a path below the root. */
export type Exists = (path: BytePath) => boolean;

const DEEPEST = 64;

/** Finds what an absolute path stands for, by its longest ending that exists next to the list or below the root. */
export function findRelocation(absolute: BytePath, base: BytePath, exists: Exists): Relocation | undefined {
  for (const at of slashesOf(absolute)) {
    const from = absolute.slice(0, at);
    const end = absolute.slice(at + 1);
    if (exists(join(base, end))) return { from, to: base };
    if (mayLeave(absolute, base, end) && base !== '' && exists(end)) return { from, to: '' };
  }
  return undefined;
}

/** Returns the relocation on which most of some absolute paths agree. */
export function agreeOnRelocation(
  paths: readonly BytePath[],
  base: BytePath,
  exists: Exists,
): Relocation | undefined {
  const votes = new Map<string, { relocation: Relocation; count: number }>();
  for (const path of paths) {
    const relocation = findRelocation(path, base, exists);
    if (relocation === undefined) continue;
    const key = `${relocation.from}\0${relocation.to}`;
    const vote = votes.get(key) ?? { relocation, count: 0 };
    vote.count += 1;
    votes.set(key, vote);
  }
  let best: { relocation: Relocation; count: number } | undefined;
  for (const vote of votes.values()) if (vote.count > (best?.count ?? 0)) best = vote;
  return best?.relocation;
}

/** Returns where a relocation moves an absolute path, if it applies to it. */
export function relocate(absolute: BytePath, { from, to }: Relocation): BytePath | undefined {
  return absolute.startsWith(`${from}/`) ? join(to, absolute.slice(from.length + 1)) : undefined;
}

/**
 * Returns whether a part of the path may be dropped. The list of `day1/` names /srv/day1/x: where day1/x is lost, a
 * file x elsewhere must not replace it. So where the path contains the directory of the list, the ending must contain
 * it too.
 */
function mayLeave(absolute: BytePath, base: BytePath, end: BytePath): boolean {
  return !absolute.includes(`/${base}/`) || end.startsWith(`${base}/`) || end.includes(`/${base}/`);
}

/** Returns the positions of the slashes, the first ones first, but not more than in the deepest names. */
function slashesOf(path: BytePath): number[] {
  const places: number[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) places.push(at);
  return places.slice(-DEEPEST);
}
