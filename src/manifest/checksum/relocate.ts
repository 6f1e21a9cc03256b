import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import type { Base } from './base.ts';
import { type BasePlace, directoriesAbove, directoriesNamedBy } from './base-candidates.ts';

const DEEPEST = 64;

/**
 * Returns the base of an absolute path: its longest ending that exists in the list's directory, or around it; or the longest
 * one that another test finds there.
 */
export function findRelocation(
  absolute: BytePath,
  place: BasePlace,
  isThere: (path: BytePath) => boolean = place.exists,
): Base | undefined {
  const own = directoryOf(place.list);
  const around = [...directoriesNamedBy(place), ...directoriesAbove(own)];
  for (const at of slashesOf(absolute)) {
    const from = absolute.slice(0, at);
    const end = absolute.slice(at + 1);
    if (isThere(join(own, end))) return { from, to: own };
    if (!mayLeave(absolute, own, end)) continue;
    const to = around.find((directory) => isThere(join(directory, end)));
    if (to !== undefined) return { from, to };
  }
  return undefined;
}

/** Returns the base on which most of some absolute paths agree. */
export function agreeOnRelocation(paths: readonly BytePath[], place: BasePlace): Base | undefined {
  const votes = new Map<string, { base: Base; count: number }>();
  for (const path of paths) {
    const base = findRelocation(path, place);
    if (base === undefined) continue;
    const key = `${base.from}\0${base.to}`;
    const vote = votes.get(key) ?? { base, count: 0 };
    vote.count += 1;
    votes.set(key, vote);
  }
  let best: { base: Base; count: number } | undefined;
  for (const vote of votes.values()) if (vote.count > (best?.count ?? 0)) best = vote;
  return best?.base;
}

/** Returns where a base moves an absolute path, if it applies to it. */
export function relocate(absolute: BytePath, { from, to }: Base): BytePath | undefined {
  return absolute.startsWith(`${from}/`) ? join(to, absolute.slice(from.length + 1)) : undefined;
}

/**
 * Returns whether a part of the path may be dropped. The list of `day1/` names /srv/day1/x: where day1/x is lost, a
 * file x elsewhere must not replace it. So where the path contains the directory of the list, the ending must contain
 * it too.
 */
function mayLeave(absolute: BytePath, own: BytePath, end: BytePath): boolean {
  return [own, nameOf(own)].every(
    (name) => !absolute.includes(`/${name}/`) || `/${end}`.includes(`/${name}/`),
  );
}

/** Returns the positions of the slashes, the first ones first, but not more than in the deepest names. */
function slashesOf(path: BytePath): number[] {
  const places: number[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) places.push(at);
  return places.slice(-DEEPEST);
}
