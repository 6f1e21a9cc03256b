/**
 * Finds the directory that the names of a list are relative to: its own; else one above it that its names begin with, one
 * it is named after, one above it, one beside it, or any of these without the first names that all have in common. Names
 * that exist decide, and all names of a list have one base, so that no file elsewhere can replace a lost one.
 */
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import {
  type BasePlace,
  directoriesAbove,
  directoriesBeside,
  directoriesNamedBy,
  isForLists,
} from './base-candidates.ts';
import { joinBelow } from './path.ts';
import { otherSpellings, withSlashes } from './spellings.ts';

/** A name in a list; `escaped` where each backslash in it is literal. */
export type ListName = { readonly path: BytePath; readonly escaped: boolean };

/** All names of a list, in its order. */
export type ListNames = Iterable<ListName> & { readonly length: number };

/** Where names lie: below `to`, a directory below the root, once their leading `from/` is removed. */
export type Base = { readonly from: BytePath; readonly to: BytePath };

/** How many of the names asked for exist below a base, and of how many others the directory does. */
type Tally = { readonly hits: number; readonly directories: number };

const ASKED = 64;
const PROBED = 3;
const DEEPEST = 64;
const MOST_STRIPPED = 8;
/** Of this many names, one that exists beside the list by chance does not outweigh the others. */
const CROWD = 8;

/** Returns the path below the root of a relative name; undefined where it lies outside the base or the root. */
export function placeIn({ from, to }: Base, name: BytePath, root?: BytePath): BytePath | undefined {
  if (from === '') return joinBelow(to, name, root);
  return name.startsWith(`${from}/`) ? joinBelow(to, name.slice(from.length + 1), root) : undefined;
}

/** Returns the one base of the relative names of a list, by the first 64 of them; its own directory where none fits. */
export function chooseBase(all: ListNames, place: BasePlace): Base {
  const own = directoryOf(place.list);
  const here: Base = { from: '', to: own };
  const asked = relativeNames(all, ASKED);
  const isPresent = (name: ListName, base: Base): boolean => presence(name, base, place);
  if (asked.slice(0, PROBED).every((name) => isPresent(name, here))) return here;
  const tally = (base: Base): Tally => {
    const missing = asked.filter((name) => !isPresent(name, base));
    const directories = missing.filter((name) => hasDirectory(name, base, place));
    return { hits: asked.length - missing.length, directories: directories.length };
  };
  const near = tally(here);
  const isCrowd = asked.length >= CROWD && near.hits * CROWD < asked.length;
  if ((near.hits > 0 && !isCrowd) || near.directories * 2 >= asked.length) return here;

  const made = near.hits > 0 ? undefined : prefixAbove(all, place, (base) => tally(base).hits > 0);
  if (made !== undefined) return made;
  const named = directoriesNamedBy(place);
  const isDedicated = isForLists(own);
  const isHalf = ({ hits }: Tally): boolean => hits > 0 && hits * 2 >= asked.length;
  const inNamed = best(unstripped(named), tally, isHalf);
  if (inNamed !== undefined) return inNamed;
  const isDeep = asked.filter(({ path }) => path.includes('/')).length * 2 > asked.length;
  const fitsAbove = ({ hits, directories }: Tally, base: Base): boolean => {
    if (isDedicated) return isHalf({ hits, directories });
    if (asked.length < 2) return false;
    if (isDeep) return hits > 0 && hits * 2 + directories > asked.length;
    return hits === asked.length && !place.exists(join(base.to, nameOf(place.list)));
  };
  const above = directoriesAbove(own);
  const inAbove = best(unstripped(above), tally, fitsAbove);
  if (inAbove !== undefined) return inAbove;
  if (near.hits > 0 || (asked.length < 2 && !isDedicated)) return here;
  const prefixes = commonPrefixes(all);
  const stripped = prefixes.flatMap((from) => [own, ...named, ...above].map((to) => ({ from, to })));
  const inStripped = best(stripped, tally, isHalf);
  if (inStripped !== undefined) return inStripped;
  const beside = directoriesBeside(place, isDedicated);
  const inBeside = ['', ...prefixes].flatMap((from) => only(beside, from, tally, isHalf) ?? []);
  return inBeside[0] ?? here;
}

/** Returns whether any of the first 64 relative names exists below a base. */
export function isAnyPresent(all: ListNames, base: Base, place: BasePlace): boolean {
  return relativeNames(all, ASKED).some((name) => presence(name, base, place));
}

/** Returns the base below which most names exist, the first of equals. */
function best(
  bases: readonly Base[],
  tally: (base: Base) => Tally,
  fits: (tally: Tally, base: Base) => boolean,
): Base | undefined {
  let found: { readonly base: Base; readonly hits: number } | undefined;
  for (const base of bases) {
    const counts = tally(base);
    if (counts.hits > (found?.hits ?? 0) && fits(counts, base)) found = { base, hits: counts.hits };
  }
  return found?.base;
}

/** Returns the one directory that holds any of the names: of two alike, neither is known to be the one that is meant. */
function only(
  directories: readonly BytePath[],
  from: BytePath,
  tally: (base: Base) => Tally,
  fits: (tally: Tally) => boolean,
): Base | undefined {
  const bases = directories.map((to) => ({ base: { from, to }, counts: tally({ from, to }) }));
  const [first, ...others] = bases.filter(({ counts }) => counts.hits > 0);
  return first !== undefined && others.length === 0 && fits(first.counts) ? first.base : undefined;
}

function unstripped(directories: readonly BytePath[]): Base[] {
  return directories.map((to) => ({ from: '', to }));
}

/**
 * Returns the base of names that all begin with the names of the directories in which the list lies, such as `sub/` in
 * `sub/SUMS`. One name alone proves nothing: a lost sub/sub/x must not be replaced by sub/x. So all names are considered.
 */
function prefixAbove(
  all: ListNames,
  { list, root = '' }: BasePlace,
  fits: (base: Base) => boolean,
): Base | undefined {
  const own = directoryOf(list);
  const names = join(root, own)
    .split('/')
    .filter((name) => name !== '')
    .slice(-DEEPEST);
  const first = relativeNames(all, ASKED).map(slashed);
  for (let at = names.length - 1; at >= 0; at--) {
    const from = names.slice(at).join('/');
    const isBelow = (path: BytePath): boolean => path.startsWith(`${from}/`);
    if (!first.every(isBelow) || !fits({ from, to: own })) continue;
    if (!isEachRelative(all, isBelow)) continue;
    if (own === from) return { from: '', to: '' };
    return own.endsWith(`/${from}`) ? { from: '', to: own.slice(0, -from.length - 1) } : { from, to: own };
  }
  return undefined;
}

/** Returns the directories that all relative names begin with, the shortest first. */
function commonPrefixes(all: ListNames): BytePath[] {
  const [first] = relativeNames(all, 1);
  const path = first === undefined ? '' : slashed(first);
  const names = path.startsWith('../') ? [] : path.split('/').slice(0, -1).slice(0, MOST_STRIPPED);
  let prefixes = names.map((_, i) => names.slice(0, i + 1).join('/'));
  isEachRelative(all, (each) => {
    prefixes = prefixes.filter((prefix) => each.startsWith(`${prefix}/`));
    return prefixes.length > 0;
  });
  return prefixes;
}

/** Returns whether something is true of each relative name; asks no further once it is not. */
function isEachRelative(all: ListNames, isTrue: (path: BytePath) => boolean): boolean {
  for (const name of all) {
    const path = slashed(name);
    if (!path.startsWith('/') && !isTrue(path)) return false;
  }
  return true;
}

function relativeNames(all: ListNames, most: number): ListName[] {
  const found: ListName[] = [];
  for (const name of all) {
    if (found.length >= most) break;
    if (!slashed(name).startsWith('/')) found.push(name);
  }
  return found;
}

function presence({ path, escaped }: ListName, base: Base, { exists, root }: BasePlace): boolean {
  const isAt = (name: BytePath): boolean => {
    const at = name.startsWith('/') ? undefined : placeIn(base, name, root);
    return at !== undefined && exists(at);
  };
  if (isAt(path)) return true;
  for (const other of otherSpellings(path, escaped)) if (isAt(other.path)) return true;
  return false;
}

function hasDirectory(name: ListName, base: Base, { exists, root }: BasePlace): boolean {
  const at = placeIn(base, slashed(name), root);
  if (at === undefined) return false;
  const directory = directoryOf(at);
  return directory !== '' && directory !== base.to && exists(directory);
}

function slashed({ path, escaped }: ListName): BytePath {
  return withSlashes(path, escaped);
}
