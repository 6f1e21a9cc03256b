/**
 * The walk. It yields every entry below a root exactly once, in the order
 * of `orderKey`, with one directory per level in memory; it opens no file, follows no link, not even one that takes the
 * place of a directory meanwhile, and skips nothing silently: what cannot be listed is an entry with its trouble. It is not a snapshot of a tree that is
 * being written to.
 */
import { openBelow, type Passable } from '../disk/below.ts';
import { isTrouble } from '../disk/list.ts';
import { isThere, statPath } from '../disk/stat.ts';
import type { FileEntry, Trouble } from '../model/entry.ts';
import { type BytePath } from '../model/path.ts';
import { createWalker, entryOf, listLevel, type WalkRules } from './walker.ts';

/** What to walk: `root` as the system names it, and by which rules; one file system alone where that is wanted. */
export type WalkOptions = Omit<WalkRules, 'device'> & {
  readonly root: BytePath;
  readonly oneFileSystem?: boolean;
};

const CHUNK = 256;

/** Walks a tree; entries come in chunks of at most 256. */
export async function* walk(options: WalkOptions): AsyncGenerator<readonly FileEntry[], void, undefined> {
  const { root, oneFileSystem, ...rules } = options;
  const below = openBelow(root, options.passable);
  try {
    const device = oneFileSystem === true ? deviceOf(root) : undefined;
    const walker = createWalker(below, { ...rules, device });
    let chunk: FileEntry[] = [];
    for (let entry = walker.next(); entry !== undefined; entry = walker.next()) {
      chunk.push(entry);
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  } finally {
    below.close();
  }
}

/** Returns what lies at the top of a root, in no order, or why it cannot be listed. */
export function listTop(root: BytePath): readonly FileEntry[] | Trouble {
  const below = openBelow(root);
  try {
    const top = listLevel(below, { leaveOut: undefined }, '');
    return isTrouble(top) ? top : top.names.map((name) => entryOf(below, top, name));
  } finally {
    below.close();
  }
}

/**
 * The directory above a path that is a link, so that what seems to lie there lies elsewhere; undefined where none is, but
 * for links that may be passed.
 */
export function linkAbove(root: BytePath, path: BytePath, passable?: Passable): BytePath | undefined {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
    const at = path.slice(0, end);
    const stat = statPath(`${root}/${at}`);
    // Nothing lies below what is not there.
    if (!isThere(stat)) return undefined;
    if (stat.kind === 'link' && passable?.has(at) !== true) return at;
  }
  return undefined;
}

function deviceOf(path: BytePath): number | undefined {
  const stat = statPath(path);
  return isThere(stat) ? stat.dev : undefined;
}
