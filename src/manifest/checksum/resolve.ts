import { formatCount } from '../../model/counts.ts';
import { type BytePath, directoryOf, join, nameOf, toText, unsafeBecause } from '../../model/path.ts';
import type { SpellingFinder } from '../spelling/find-spelling.ts';
import { type Base, chooseBase, isAnyPresent, type ListName, type ListNames, placeIn } from './base.ts';
import type { BasePlace } from './base-candidates.ts';
import { claimOfName } from './names.ts';
import { agreeOnRelocation, findRelocation, relocate } from './relocate.ts';
import { createRespeller } from './respell.ts';
import { otherSpellings, withSlashes } from './spellings.ts';

/** What was done to a name to find what it stands for. */
export type How = 'relocated' | 'base' | 'backslash' | 'normalised' | 'trimmed' | 'respelled' | 'sidecar';

/** The path below the root that a name stands for; where nothing was found, the path at which it should be. */
export type Resolution = {
  readonly path: BytePath;
  readonly how?: How;
  /** Why the name must not be followed: it leads out of the root. The path is then of no use. */
  readonly danger?: string;
};

/** Where a list lies and what is around it. */
export type ListPlace = BasePlace & {
  /** Accept all names that look plain once the first three exist, without further checks. */
  readonly trust?: boolean;
  /** Finds a path that is there under another spelling. */
  readonly findSpelling?: SpellingFinder;
};

/** Resolves the names of one list. */
export type Resolver = {
  /** What relative names are relative to. */
  readonly base: Base;
  resolve(name: ListName): Resolution;
  /** Returns what was done to the names so far, one line per method. */
  notes(): string[];
};

const PROBED = 3;
const ASKED = 64;
const ODD = /^[/ \t]|^\.\.\/|^[A-Za-z]:|[\\?*:"<>|\x80-\xff]|[ \t.]$/;

const DESCRIPTIONS: Readonly<Record<Exclude<How, 'base'>, string>> = {
  relocated: 'absolute paths found by their endings',
  backslash: 'paths with backslashes read as slashes',
  normalised: 'paths found under another spelling of the same characters',
  trimmed: 'paths found without leading or trailing blanks',
  respelled: 'names found under another spelling',
  sidecar: 'paths found by the name of the list instead',
};

/**
 * Creates the resolver of a list: checks its first names to see what they are relative to, then resolves any number of
 * them.
 */
export function createResolver(names: ListNames, place: ListPlace): Resolver {
  const own = directoryOf(place.list);
  const root = place.root?.replace(/\/+$/, '');
  const exists = (path: BytePath): boolean => unsafeBecause(path) === undefined && place.exists(path);
  const around: BasePlace = { ...place, exists, ...(root === undefined ? {} : { root }) };
  const isThere = (path: BytePath | undefined): path is BytePath => path !== undefined && exists(path);
  const probed = firstOf(names, PROBED);
  const areThere = (at: Base): boolean =>
    place.trust === true && probed.every(({ path }) => isThere(placeIn(at, path)));
  const here: Base = { from: '', to: own };
  const isHere = areThere(here);
  const { findSpelling = () => undefined } = place;
  const anyhow: BasePlace = {
    ...around,
    exists: (path) => exists(path) || (unsafeBecause(path) === undefined && findSpelling(path) !== undefined),
  };
  const nearest = isHere ? here : chooseBase(names, around);
  const base = isHere || isAnyPresent(names, nearest, around) ? nearest : chooseBase(names, anyhow);
  const isElsewhere = base.from !== here.from || base.to !== here.to;
  const isTrusted = isHere || (isElsewhere && areThere(base));
  const moved = isElsewhere ? ({ how: 'base' } as const) : {};
  const absolute = absolutePaths(names, root);
  const relocation = agreeOnRelocation(absolute, around) ?? agreeOnRelocation(absolute, anyhow);
  const counts = new Map<How, number>();

  /** Returns where an absolute path must lie, if that is known. */
  const placeOf = (path: BytePath): Resolution | undefined => {
    if (root !== undefined && path.startsWith(`${root}/`)) return { path: path.slice(root.length + 1) };
    const agreed = relocation === undefined ? undefined : relocate(path, relocation);
    return agreed === undefined ? undefined : { path: agreed, how: 'relocated' };
  };
  const findAbsolute = (path: BytePath): Resolution | undefined => {
    if (unsafeBecause(path.slice(1)) !== undefined) return undefined;
    const known = placeOf(path);
    if (known !== undefined) return exists(known.path) ? known : undefined;
    const single = findRelocation(path, around);
    const end = single === undefined ? undefined : relocate(path, single);
    return end === undefined ? undefined : { path: end, how: 'relocated' };
  };
  /** Returns where an absolute path of which only a directory is left should be. */
  const lostOf = (path: BytePath): Resolution | undefined => {
    const hasDirectory = (at: BytePath): boolean => directoryOf(at) !== own && exists(directoryOf(at));
    const from = findRelocation(path, around, hasDirectory);
    const at = from === undefined ? undefined : relocate(path, from);
    return at === undefined ? undefined : { path: at, how: 'relocated' };
  };
  const find = (path: BytePath): Resolution | undefined => {
    if (path.startsWith('/')) return findAbsolute(path);
    const at = placeIn(base, path, root);
    return isThere(at) ? { path: at, ...moved } : undefined;
  };
  const respell = createRespeller(() => names, {
    find: findSpelling,
    placeOf: (path) => (path.startsWith('/') ? placeOf(path)?.path : placeIn(base, path, root)),
  });
  const search = ({ path, escaped }: ListName): Resolution => {
    const literal = find(path);
    if (literal !== undefined) return literal;
    for (const other of otherSpellings(path, escaped)) {
      const found = find(other.path);
      if (found === undefined) continue;
      if (found.how === 'base') counts.set('base', 1);
      return { path: found.path, how: found.how === 'relocated' ? 'relocated' : other.how };
    }
    const respelled = respell({ path, escaped });
    if (respelled !== undefined) {
      if (moved.how !== undefined) counts.set('base', 1);
      return { path: respelled, how: 'respelled' };
    }
    const subject = names.length === 1 ? claimOfName(nameOf(place.list))?.subject : undefined;
    const beside = subject === undefined ? '' : join(own, subject);
    if (exists(beside)) return { path: beside, how: 'sidecar' };
    return expected(withSlashes(path, escaped));
  };
  /** Returns where a name that was not found should be. */
  const expected = (path: BytePath): Resolution => {
    const known = path.startsWith('/') ? (placeOf(path) ?? lostOf(path)) : undefined;
    const at = known?.path ?? placeIn(base, path.replace(/^\//, ''), root) ?? '..';
    const danger = unsafeBecause(at);
    return danger === undefined ? (known ?? { path: at, ...moved }) : { path: place.list, danger };
  };

  const named = new Map<BytePath, BytePath>();
  /** Two absolute names are two files: where both lead to one, the other is not here. */
  const unlessTaken = (found: Resolution, { path }: ListName): Resolution => {
    if (!path.startsWith('/') || found.danger !== undefined) return found;
    const first = named.get(found.path);
    if (first === undefined) named.set(found.path, path);
    return first === undefined || first === path ? found : { path: join(own, path.slice(1)) };
  };

  return {
    base,
    resolve(name) {
      const plain = isTrusted && !ODD.test(name.path) ? placeIn(base, name.path) : undefined;
      const found = plain === undefined ? unlessTaken(search(name), name) : { path: plain, ...moved };
      if (found.how !== undefined) counts.set(found.how, (counts.get(found.how) ?? 0) + 1);
      return found;
    },
    notes() {
      return [...counts].map(([how, count]) => {
        if (how === 'base') return describeBase(base);
        if (how !== 'relocated' || relocation === undefined)
          return `${DESCRIPTIONS[how]}: ${formatCount(count)}`;
        return `paths relocated from ${toText(relocation.from) || '/'} to ${toText(relocation.to) || '.'}`;
      });
    },
  };
}

/** Returns the one sentence about a base that is not the directory of the list. */
export function describeBase({ from, to }: Base): string {
  const directory = to === '' ? 'the root' : `${toText(to)}/`;
  return `names are relative to ${directory}${from === '' ? '' : `, without their leading ${toText(from)}/`}`;
}

function firstOf(names: ListNames, most: number): ListName[] {
  const found: ListName[] = [];
  for (const name of names) {
    if (found.length === most) break;
    found.push(name);
  }
  return found;
}

function absolutePaths(names: ListNames, root: BytePath | undefined): BytePath[] {
  const found: BytePath[] = [];
  for (const { path, escaped } of names) {
    if (found.length === ASKED) break;
    const plain = withSlashes(path, escaped);
    const isInside = root !== undefined && plain.startsWith(`${root}/`);
    if (plain.startsWith('/') && !isInside && unsafeBecause(plain.slice(1)) === undefined) found.push(plain);
  }
  return found;
}
