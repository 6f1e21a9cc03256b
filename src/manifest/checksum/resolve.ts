import { type BytePath, directoryOf, join, nameOf, toText, unsafeBecause } from '../../model/path.ts';
import type { ChecksumEntry } from './entries.ts';
import { claimOfName } from './names.ts';
import { agreeOnParent } from './parent.ts';
import { agreeOnRelocation, type Exists, findRelocation, relocate } from './relocate.ts';
import { otherSpellings, withSlashes } from './spellings.ts';

/** What was done to a name to find what it stands for. */
export type How = 'relocated' | 'parent' | 'backslash' | 'normalised' | 'trimmed' | 'sidecar';

/** The path below the root that an entry of a list stands for; where nothing was found, the path it gives. */
export type Resolution = { readonly path: BytePath; readonly how?: How };

/** Where a list lies and what is around it. */
export type ListPlace = {
  /** The list itself, below the root. */
  readonly list: BytePath;
  readonly exists: Exists;
  /** The root as the system names it, for lists with absolute paths or made above the root. */
  readonly root?: BytePath;
  /** Accept all names that look plain once the first three exist, without further checks. */
  readonly trust?: boolean;
};

/** Resolves the entries of one list. */
export type Resolver = {
  resolve(entry: ChecksumEntry): Resolution;
  /** Returns what was done to the names so far, one line per method. */
  notes(): string[];
};

const PROBED = 3;
const ASKED = 64;
const ODD = /^[/ \t]|^[A-Za-z]:|[\\\x80-\xff]|[ \t]$/;

const DESCRIPTIONS: Readonly<Record<How, string>> = {
  relocated: 'absolute paths found by their endings',
  parent: 'paths that begin above the directory of the list',
  backslash: 'paths with backslashes read as slashes',
  normalised: 'paths found under another spelling of the same characters',
  trimmed: 'paths found without leading or trailing blanks',
  sidecar: 'paths found by the name of the list instead',
};

/**
 * Creates the resolver of a list: checks its first entries to see how it names things, then resolves any number of
 * them.
 */
export function createResolver(entries: readonly ChecksumEntry[], place: ListPlace): Resolver {
  const base = directoryOf(place.list);
  const root = place.root?.replace(/\/+$/, '');
  const exists: Exists = (path) => unsafeBecause(path) === undefined && place.exists(path);
  const trusted =
    place.trust === true && entries.slice(0, PROBED).every(({ path }) => exists(join(base, path)));
  const relocation = agreeOnRelocation(absolutePaths(entries, root), base, exists);
  const parent = trusted ? undefined : agreeOnParent(entries, join(root ?? '', base), base, exists);
  const counts = new Map<How, number>();

  /** Returns where an absolute path must lie, if that is known. */
  const placeOf = (path: BytePath): Resolution | undefined => {
    if (root !== undefined && path.startsWith(`${root}/`)) return { path: path.slice(root.length + 1) };
    const agreed = relocation === undefined ? undefined : relocate(path, relocation);
    return agreed === undefined ? undefined : { path: agreed, how: 'relocated' };
  };
  const findAbsolute = (path: BytePath): Resolution | undefined => {
    const known = placeOf(path);
    if (known !== undefined) return exists(known.path) ? known : undefined;
    const single = findRelocation(path, base, exists);
    const end = single === undefined ? undefined : relocate(path, single);
    return end === undefined ? undefined : { path: end, how: 'relocated' };
  };
  const find = (path: BytePath): Resolution | undefined => {
    if (path.startsWith('/')) return findAbsolute(path);
    const here = join(base, path);
    if (exists(here)) return { path: here };
    const below =
      parent !== undefined && path.startsWith(parent) ? join(base, path.slice(parent.length)) : '';
    return exists(below) ? { path: below, how: 'parent' } : undefined;
  };
  const search = ({ path, escaped }: ChecksumEntry): Resolution => {
    const literal = find(path);
    if (literal !== undefined) return literal;
    for (const other of otherSpellings(path, escaped)) {
      const found = isSafe(other.path) ? find(other.path) : undefined;
      if (found !== undefined) return { path: found.path, how: found.how ?? other.how };
    }
    const subject = entries.length === 1 ? claimOfName(nameOf(place.list))?.subject : undefined;
    const beside = subject === undefined ? '' : join(base, subject);
    if (exists(beside)) return { path: beside, how: 'sidecar' };
    const plain = withSlashes(path, escaped);
    const known = plain.startsWith('/') && isSafe(plain) ? placeOf(plain) : undefined;
    return known ?? { path: join(base, path.startsWith('/') ? path.slice(1) : path) };
  };

  return {
    resolve(entry) {
      if (trusted && !ODD.test(entry.path)) return { path: join(base, entry.path) };
      const found = search(entry);
      if (found.how !== undefined) counts.set(found.how, (counts.get(found.how) ?? 0) + 1);
      return found;
    },
    notes() {
      return [...counts].map(([how, count]) => {
        if (how !== 'relocated' || relocation === undefined) return `${DESCRIPTIONS[how]}: ${count}`;
        return `paths relocated from ${toText(relocation.from) || '/'} to ${toText(relocation.to) || '.'}`;
      });
    },
  };
}

function isSafe(path: BytePath): boolean {
  return unsafeBecause(path.startsWith('/') ? path.slice(1) : path) === undefined;
}

function absolutePaths(entries: readonly ChecksumEntry[], root: BytePath | undefined): BytePath[] {
  const found: BytePath[] = [];
  for (const { path, escaped } of entries) {
    if (found.length === ASKED) break;
    const plain = withSlashes(path, escaped);
    if (plain.startsWith('/') && (root === undefined || !plain.startsWith(`${root}/`)) && isSafe(plain))
      found.push(plain);
  }
  return found;
}
