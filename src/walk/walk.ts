/**
 * The walk. It yields every entry below a root exactly once, in the order
 * of `orderKey`, with one directory per level in memory; it opens no file, follows no link, not even one that takes the
 * place of a directory meanwhile, and skips nothing silently: what cannot be listed is an entry with its trouble. It is not a snapshot of a tree that is
 * being written to.
 */
import { type Below, listBelow, openBelow, type Passable, reachBelow } from '../disk/below.ts';
import { isTrouble, type ListedEntry, readLink } from '../disk/list.ts';
import { isThere, statPath } from '../disk/stat.ts';
import type { FileEntry, Kind, Trouble } from '../model/entry.ts';
import { type BytePath, directoryOf, join } from '../model/path.ts';
import type { Selection } from './selection.ts';

/** What to walk: `root` as the system names it, what to leave out, one name alone, one file system alone. */
export type WalkOptions = {
  readonly root: BytePath;
  readonly leaveOut: Selection | undefined;
  /** Walk nothing but this name at the top: the root of a single file is its directory. */
  readonly only?: BytePath;
  readonly oneFileSystem?: boolean;
  /** Links to directories that are walked as if they were those, beside the links themselves. */
  readonly passable?: Passable;
  /** Receives everything that was found in a directory when it is listed, also what is left out. */
  readonly onListed?: (directory: BytePath, entries: readonly ListedEntry[]) => void;
};

const CHUNK = 256;

/** A directory that is being walked: its names yet to come, last first, those of directories ending in '/'. */
type Level = {
  readonly directory: BytePath;
  readonly names: string[];
  readonly kinds: ReadonlyMap<BytePath, Kind>;
};

/** Walks a tree; entries come in chunks of at most 256. */
export async function* walk(options: WalkOptions): AsyncGenerator<readonly FileEntry[], void, undefined> {
  const below = openBelow(options.root, options.passable);
  try {
    yield* walkBelow(below, options);
  } finally {
    below.close();
  }
}

async function* walkBelow(
  below: Below,
  options: WalkOptions,
): AsyncGenerator<readonly FileEntry[], void, undefined> {
  const { root, only } = options;
  const device = options.oneFileSystem === true ? deviceOf(root) : undefined;
  const top = list(below, options, '');
  if (isTrouble(top)) {
    yield [{ path: '', kind: 'directory', trouble: top }];
    return;
  }
  const levels = [only === undefined ? top : { ...top, names: top.names.filter((name) => name === only) }];
  let chunk: FileEntry[] = [];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const name = level.names.pop();
    if (name === undefined) {
      levels.pop();
      continue;
    }
    const entry = entryOf(below, level, name);
    if (entry.kind !== 'directory' || (device !== undefined && isElsewhere(below, entry.path, device))) {
      chunk.push(entry);
    } else {
      const next = list(below, options, entry.path);
      if (isTrouble(next)) chunk.push({ ...entry, trouble: next });
      else {
        chunk.push(next.isEmpty ? { ...entry, empty: true } : entry);
        levels.push(next);
      }
    }
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** Returns what lies at the top of a root, in no order, or why it cannot be listed. */
export function listTop(root: BytePath): readonly FileEntry[] | Trouble {
  const below = openBelow(root);
  try {
    const top = list(below, { root, leaveOut: undefined }, '');
    return isTrouble(top) ? top : top.names.map((name) => entryOf(below, top, name));
  } finally {
    below.close();
  }
}

function entryOf(below: Below, { directory, kinds }: Level, name: string): FileEntry {
  if (name.endsWith('/')) return { path: join(directory, name.slice(0, -1)), kind: 'directory' };
  const path = join(directory, name);
  const kind = kinds.get(name) ?? 'file';
  return kind === 'link' ? linkAt(below, path) : { path, kind };
}

/** The names of one directory; kinds are kept only of what is neither a file nor a directory, for that is rare. */
function list(
  below: Below,
  { leaveOut, onListed, passable }: WalkOptions,
  directory: BytePath,
): (Level & { readonly isEmpty: boolean }) | Trouble {
  const names: string[] = [];
  const kinds = new Map<BytePath, Kind>();
  const found = listBelow(below, directory);
  if (isTrouble(found)) return found;
  onListed?.(directory, found);
  for (const { name, kind } of found) {
    const isPassed = kind === 'link' && passable?.has(join(directory, name)) === true;
    if (leaveOut?.(join(directory, name), isPassed || kind === 'directory') === true) continue;
    // A manifest may have the link, and another list what lies behind it.
    if (isPassed) names.push(`${name}/`);
    names.push(kind === 'directory' ? `${name}/` : name);
    if (kind !== 'directory' && kind !== 'file') kinds.set(name, kind);
  }
  names.sort();
  names.reverse();
  return { directory, names, kinds, isEmpty: names.length === 0 };
}

function linkAt(below: Below, path: BytePath): FileEntry {
  const link = reachBelow(below, path, 'read the link', readLink);
  return isTrouble(link) ? { path, kind: 'link', trouble: link } : { path, kind: 'link', ...link };
}

/**
 * The directory above a path that is a link, so that what seems to lie there lies elsewhere; undefined where none is, but
 * for links that may be passed.
 */
export function linkAbove(root: BytePath, path: BytePath, passable?: Passable): BytePath | undefined {
  let link: BytePath | undefined;
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) {
    if (passable?.has(at) !== true && isLink(`${root}/${at}`)) link = at;
  }
  return link;
}

function isLink(path: BytePath): boolean {
  const stat = statPath(path);
  return isThere(stat) && stat.kind === 'link';
}

function deviceOf(path: BytePath): number | undefined {
  const stat = statPath(path);
  return isThere(stat) ? stat.dev : undefined;
}

/** Whether a directory lies on another device; where that cannot be asked, listing it says why. */
function isElsewhere(below: Below, path: BytePath, device: number): boolean {
  const there = reachBelow(below, path, 'look at it', statPath);
  return isThere(there) && there.dev !== device;
}
