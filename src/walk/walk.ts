/**
 * The walk: the only place that lists directories. It promises every entry below a root exactly once, in the order
 * of `orderKey`, with one directory per level in memory; it opens no file, follows no link and skips nothing
 * silently: what cannot be listed is an entry with its trouble. It does not promise a snapshot of a tree that is
 * being written to.
 */
import { type BigIntStats, type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import type { FileEntry, Kind, Trouble } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, directoryOf, join, toBytes } from '../model/path.ts';
import type { Selection } from './selection.ts';

/** What to walk: `root` as the system names it, what to leave out, one name alone, one file system alone. */
export type WalkOptions = {
  readonly root: BytePath;
  readonly leaveOut: Selection | undefined;
  /** Walk nothing but this name at the top: the root of a single file is its directory. */
  readonly only?: BytePath;
  readonly oneFileSystem?: boolean;
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
  const { root, only } = options;
  const device = options.oneFileSystem === true ? deviceOf(root) : undefined;
  const top = list(options, '');
  if ('code' in top) {
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
    const entry = entryOf(root, level, name);
    if (entry.kind !== 'directory' || (device !== undefined && isElsewhere(root, entry.path, device))) {
      chunk.push(entry);
    } else {
      const below = list(options, entry.path);
      if ('code' in below) chunk.push({ ...entry, trouble: below });
      else {
        chunk.push(below.isEmpty ? { ...entry, empty: true } : entry);
        levels.push(below);
      }
    }
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** What lies at the top of a root, in no order; nothing where it cannot be listed. */
export function listTop(root: BytePath): readonly FileEntry[] {
  const top = list({ root, leaveOut: undefined }, '');
  return 'code' in top ? [] : top.names.map((name) => entryOf(root, top, name));
}

/** The names of files and directories in a directory, the latter ending in '/'; none where it cannot be listed. */
export function namesIn(directory: BytePath): ReadonlySet<string> {
  const names = new Set<string>();
  try {
    for (const each of readNames(directory)) {
      if (each.isFile()) names.add(each.name);
      else if (each.isDirectory()) names.add(`${each.name}/`);
    }
  } catch {
    return new Set();
  }
  return names;
}

function entryOf(root: BytePath, { directory, kinds }: Level, name: string): FileEntry {
  if (name.endsWith('/')) return { path: join(directory, name.slice(0, -1)), kind: 'directory' };
  const path = join(directory, name);
  const kind = kinds.get(name) ?? 'file';
  return kind === 'link' ? readLink(root, path) : { path, kind };
}

/** The names of one directory; kinds are kept only of what is neither a file nor a directory, for that is rare. */
function list(options: WalkOptions, directory: BytePath): (Level & { readonly isEmpty: boolean }) | Trouble {
  const { root, leaveOut } = options;
  const names: string[] = [];
  const kinds = new Map<BytePath, Kind>();
  let found: readonly Named[];
  try {
    found = readNames(directory === '' ? root : `${root}/${directory}`);
  } catch (error) {
    return { code: errorCode(error) ?? 'EUNKNOWN', doing: 'list the directory' };
  }
  for (const each of found) {
    const { name } = each;
    if (leaveOut?.(join(directory, name)) === true) continue;
    const kind = kindOf(each);
    names.push(kind === 'directory' ? `${name}/` : name);
    if (kind !== 'directory' && kind !== 'file') kinds.set(name, kind);
  }
  names.sort();
  names.reverse();
  return { directory, names, kinds, isEmpty: names.length === 0 };
}

type Named = { readonly name: BytePath } & Listed;

/**
 * Asks for names as Latin-1, which is a byte string without a Buffer a name. Where the file system does not say the
 * kind of an entry, Node wants to stat it and cannot join such a name to a path of bytes: then names come as Buffers.
 */
function readNames(at: BytePath): readonly Named[] {
  const path = toBytes(at);
  try {
    return readdirSync(path, { encoding: 'latin1', withFileTypes: true });
  } catch (error) {
    if (errorCode(error) !== 'ERR_INVALID_ARG_TYPE') throw error;
    return readdirSync(path, { encoding: 'buffer' }).map((name) =>
      Object.assign(lstatSync(Buffer.concat([path, Buffer.from('/'), name])), {
        name: name.toString('latin1'),
      }),
    );
  }
}

type Listed = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>;

/** The kind of what a listing or a stat names. */
export function kindOf(entry: Pick<BigIntStats, keyof Listed> | Listed): Kind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'fifo';
  return entry.isSocket() ? 'socket' : 'device';
}

function readLink(root: BytePath, path: BytePath): FileEntry {
  try {
    return { path, kind: 'link', target: readlinkSync(toBytes(`${root}/${path}`), { encoding: 'latin1' }) };
  } catch (error) {
    return { path, kind: 'link', trouble: { code: errorCode(error) ?? 'EUNKNOWN', doing: 'read the link' } };
  }
}

/** The directory above a path that is a link, so that what seems to lie there lies elsewhere; undefined where none is. */
export function linkAbove(root: BytePath, path: BytePath): BytePath | undefined {
  let link: BytePath | undefined;
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) {
    if (isLink(`${root}/${at}`)) link = at;
  }
  return link;
}

function isLink(path: BytePath): boolean {
  try {
    return lstatSync(toBytes(path)).isSymbolicLink();
  } catch {
    return false;
  }
}

function deviceOf(path: BytePath): number {
  return lstatSync(toBytes(path)).dev;
}

function isElsewhere(root: BytePath, path: BytePath, device: number): boolean {
  try {
    return deviceOf(`${root}/${path}`) !== device;
  } catch {
    return false;
  }
}
