/**
 * One place in a tree, which moves on entry by entry in the order of `orderKey` and can be sent to any key: with the names of
 * one directory a level in memory, which are not listed again as long as they lead to where it is sent.
 */
import { type Below, listBelow, type Passable, reachBelow } from '../disk/below.ts';
import { isTrouble, type ListedEntry, readLink } from '../disk/list.ts';
import { isThere, statPath } from '../disk/stat.ts';
import type { FileEntry, Kind, Trouble } from '../model/entry.ts';
import { type BytePath, join } from '../model/path.ts';
import type { Selection } from './selection.ts';

/** What a walk leaves out, passes and tells. */
export type WalkRules = {
  readonly leaveOut: Selection | undefined;
  /** Walk nothing but this name at the top: the root of a single file is its directory. */
  readonly only?: BytePath;
  /** Enters no directory on another device than this. */
  readonly device?: number | undefined;
  /** Links to directories that are walked as if they were those, beside the links themselves. */
  readonly passable?: Passable;
  /** Receives everything that was found in a directory when it is listed, also what is left out. */
  readonly onListed?: (directory: BytePath, entries: readonly ListedEntry[]) => void;
};

/** A place in a tree; at first before everything. */
export type Walker = {
  /** Moves on by one entry, and returns it; undefined at the end, or where the next one has a key after `last`. */
  next(last?: string): FileEntry | undefined;
  /** Goes behind a key, '' being before everything. Returns the directory above that could not be listed, if there is one. */
  seek(key: string): FileEntry | undefined;
};

/** A directory that is being walked: its names in order, those of directories ending in '/', and the index of the next one. */
type Level = {
  readonly directory: BytePath;
  readonly prefix: BytePath;
  readonly names: readonly string[];
  readonly kinds: ReadonlyMap<BytePath, Kind>;
  at: number;
};

/** Creates a walker below a root. */
export function createWalker(below: Below, rules: WalkRules): Walker {
  const levels: Level[] = [];
  let unlistedRoot: FileEntry | undefined;

  const enter = (entry: FileEntry): FileEntry => {
    if (rules.device !== undefined && isElsewhere(below, entry.path, rules.device)) return entry;
    const level = listLevel(below, rules, entry.path);
    if (isTrouble(level)) return { ...entry, trouble: level };
    levels.push(level);
    return level.names.length === 0 ? { ...entry, empty: true } : entry;
  };

  const enterRoot = (): void => {
    const top = listLevel(below, rules, '');
    if (isTrouble(top)) unlistedRoot = { path: '', kind: 'directory', trouble: top };
    else levels.push(top);
  };

  return {
    next(last) {
      if (levels.length === 0 && unlistedRoot === undefined) {
        enterRoot();
        if (unlistedRoot !== undefined) return unlistedRoot;
      }
      for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
        const name = level.names[level.at];
        if (name === undefined) {
          if (levels.length === 1) return undefined;
          levels.pop();
          continue;
        }
        if (last !== undefined && level.prefix + name > last) return undefined;
        level.at += 1;
        const entry = entryOf(below, level, name);
        return entry.kind === 'directory' ? enter(entry) : entry;
      }
      return undefined;
    },
    seek(key) {
      if (key === '' && levels.length === 0) return undefined;
      while (levels.length > 1 && !key.startsWith(levels.at(-1)?.prefix ?? '')) levels.pop();
      if (levels.length === 0 && unlistedRoot === undefined) enterRoot();
      for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
        const rest = key.slice(level.prefix.length);
        level.at = firstAfter(level.names, rest);
        const slash = rest.indexOf('/');
        const name = rest.slice(0, slash + 1);
        const above = slash < 0 ? -1 : firstAfter(level.names, name) - 1;
        if (above < 0 || level.names[above] !== name) return undefined;
        level.at = above + 1;
        const depth = levels.length;
        const entered = enter(entryOf(below, level, name));
        if (levels.length === depth) return entered.trouble === undefined ? undefined : entered;
      }
      return unlistedRoot;
    },
  };
}

/** The index of the first name that comes after a key. */
function firstAfter(names: readonly string[], key: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] ?? '') > key) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Returns the entry of a name in a listing. */
export function entryOf(
  below: Below,
  { directory, kinds }: Pick<Level, 'directory' | 'kinds'>,
  name: string,
): FileEntry {
  if (name.endsWith('/')) return { path: join(directory, name.slice(0, -1)), kind: 'directory' };
  const path = join(directory, name);
  const kind = kinds.get(name) ?? 'file';
  return kind === 'link' ? linkAt(below, path) : { path, kind };
}

/** Lists one directory; kinds are kept only of what is neither a file nor a directory, for that is rare. */
export function listLevel(
  below: Below,
  { leaveOut, only, onListed, passable }: WalkRules,
  directory: BytePath,
): Level | Trouble {
  const names: string[] = [];
  const kinds = new Map<BytePath, Kind>();
  const found = listBelow(below, directory);
  if (isTrouble(found)) return found;
  onListed?.(directory, found);
  for (const { name, kind } of found) {
    const isPassed = kind === 'link' && passable?.has(join(directory, name)) === true;
    if (leaveOut?.(join(directory, name), isPassed || kind === 'directory') === true) continue;
    const shown = kind === 'directory' ? `${name}/` : name;
    if (directory === '' && only !== undefined && shown !== only) continue;
    names.push(shown);
    // A manifest may have the link, and another list what lies behind it.
    if (isPassed) names.push(`${name}/`);
    if (kind !== 'directory' && kind !== 'file') kinds.set(name, kind);
  }
  names.sort();
  return { directory, prefix: directory === '' ? '' : `${directory}/`, names, kinds, at: 0 };
}

function linkAt(below: Below, path: BytePath): FileEntry {
  const link = reachBelow(below, path, 'read the link', readLink);
  return isTrouble(link) ? { path, kind: 'link', trouble: link } : { path, kind: 'link', ...link };
}

/** Whether a directory lies on another device; where that cannot be asked, listing it says why. */
function isElsewhere(below: Below, path: BytePath, device: number): boolean {
  const there = reachBelow(below, path, 'look at it', statPath);
  return isThere(there) && there.dev !== device;
}
