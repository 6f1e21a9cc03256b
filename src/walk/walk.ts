/**
 * The walk: the only place that lists directories. It promises every entry below a root exactly once, in the order
 * of `orderKey`, with one directory per level in memory; it opens no file, follows no link and skips nothing
 * silently: what cannot be listed is an entry with its trouble. It does not promise a snapshot of a tree that is
 * being written to.
 */
import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { type Entry, type Kind, orderKey, type Trouble } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, join, toBytes } from '../model/path.ts';
import type { Selection } from './selection.ts';

/** What to walk: `root` as the system names it, what to leave out, one name alone, one file system alone. */
export type WalkOptions = {
  readonly root: BytePath;
  readonly leaveOut: Selection;
  /** Walk nothing but this name at the top: the root of a single file is its directory. */
  readonly only?: BytePath;
  readonly oneFileSystem?: boolean;
};

const CHUNK = 256;

/** Walks a tree; entries come in chunks of at most 256. */
export async function* walk(options: WalkOptions): AsyncGenerator<readonly Entry[], void, undefined> {
  const device = options.oneFileSystem === true ? deviceOf(options.root) : undefined;
  const levels: Entry[][] = [];
  let chunk: Entry[] = [];
  const top = list(options, '');
  if ('code' in top) {
    yield [{ path: '', kind: 'directory', trouble: top }];
    return;
  }
  levels.push(options.only === undefined ? top : top.filter((entry) => entry.path === options.only));

  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const entry = level.pop();
    if (entry === undefined) {
      levels.pop();
      continue;
    }
    if (
      entry.kind !== 'directory' ||
      (device !== undefined && isElsewhere(options.root, entry.path, device))
    ) {
      chunk.push(entry);
    } else {
      const below = list(options, entry.path);
      if ('code' in below) chunk.push({ ...entry, trouble: below });
      else {
        chunk.push(below.length === 0 ? { ...entry, empty: true } : entry);
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
export function listTop(root: BytePath): readonly Entry[] {
  const found = list({ root, leaveOut: () => false }, '');
  return 'code' in found ? [] : found;
}

/** The entries of one directory, last first, so that `pop` gives them in order. */
function list(options: WalkOptions, directory: BytePath): Entry[] | Trouble {
  const at = `${options.root}/${directory}`;
  let found: readonly Named[];
  try {
    found = readNames(at);
  } catch (error) {
    return { code: errorCode(error) ?? 'EUNKNOWN', doing: 'list the directory' };
  }
  const keyed: { readonly key: string; readonly entry: Entry }[] = [];
  for (const { name, kind } of found) {
    const path = join(directory, name);
    if (options.leaveOut(path)) continue;
    const entry: Entry = kind === 'link' ? readLink(options.root, path) : { path, kind };
    keyed.push({ key: orderKey(entry), entry });
  }
  keyed.sort((a, b) => (a.key < b.key ? 1 : -1));
  return keyed.map(({ entry }) => entry);
}

type Named = { readonly name: BytePath; readonly kind: Kind };

/**
 * Asks for names as Latin-1, which is a byte string without a Buffer a name. Where the file system does not say the
 * kind of an entry, Node wants to stat it and cannot join such a name to a path of bytes: then names come as Buffers.
 */
function readNames(at: BytePath): readonly Named[] {
  const path = toBytes(at);
  try {
    return readdirSync(path, { encoding: 'latin1', withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: kindOf(entry),
    }));
  } catch (error) {
    if (errorCode(error) !== 'ERR_INVALID_ARG_TYPE') throw error;
    return readdirSync(path, { encoding: 'buffer' }).map((name) => ({
      name: name.toString('latin1'),
      kind: kindOf(lstatSync(Buffer.concat([path, Buffer.from('/'), name]))),
    }));
  }
}

/** The kind of what a listing or a stat names. */
export function kindOf(
  entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>,
): Kind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'fifo';
  return entry.isSocket() ? 'socket' : 'device';
}

function readLink(root: BytePath, path: BytePath): Entry {
  try {
    return { path, kind: 'link', target: readlinkSync(toBytes(`${root}/${path}`), { encoding: 'latin1' }) };
  } catch (error) {
    return { path, kind: 'link', trouble: { code: errorCode(error) ?? 'EUNKNOWN', doing: 'read the link' } };
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
