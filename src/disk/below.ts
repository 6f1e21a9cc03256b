/**
 * Reaches what lies below a root without passing a link on the way, also where a directory is swapped for one meanwhile. On
 * Linux that is certain: every directory is opened without following, from the one above, and what is in it is addressed
 * through its descriptor (`/proc/PID/fd/N/name`). Without procfs the directories are compared by device and inode before and
 * after, which does not see one that was swapped and back in between.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import type { Trouble } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, directoryOf, join, nameOf, toSystem } from '../model/path.ts';
import { type ListedEntry, listDirectory } from './list.ts';
import { chunksOf, type OpenedFile, openFile, type Uncached, withFile, withListedFile } from './open.ts';
import { persist } from './persist.ts';
import { isRemote } from './remote-channel.ts';

/** A root whose files can be reached. What it keeps open, `close` closes; it can be used again after that. */
export type Below = {
  /**
   * Calls `use` with a path at which the system finds what lies at `path`. Throws the system's error where a directory above
   * cannot be passed: ENOTDIR where it is a link, or is another one than before.
   */
  reach<T>(path: BytePath, use: (at: BytePath) => T): T;
  /** Listed files are read past the page cache. */
  readonly uncached?: Uncached | undefined;
  close(): void;
};

/** Links below a root, by their paths, that are passed all the same. */
export type Passable = ReadonlySet<BytePath>;

const NONE: Passable = new Set();

/** Opens the way below a root; the root itself may be a link, as the user named it. No link below is passed but `passable`. */
export function openBelow(root: BytePath, passable: Passable = NONE, uncached?: Uncached): Below {
  if (isRemote(root)) return byPath(root);
  const own = processDirectory();
  const below = own === undefined ? byInodes(root, passable) : byDescriptors(root, own, passable);
  return uncached === undefined ? below : { ...below, uncached };
}

/** Lists a directory below a root, '' the root itself, as `listDirectory` does. */
export function listBelow(below: Below, directory: BytePath): readonly ListedEntry[] | Trouble {
  return reachBelow(below, join(directory, '.'), 'list the directory', listDirectory);
}

/** Lists one directory below a root, as `listBelow` does. */
export function listDirectoryBelow(root: BytePath, directory: BytePath): readonly ListedEntry[] | Trouble {
  const below = openBelow(root);
  try {
    return listBelow(below, directory);
  } finally {
    below.close();
  }
}

/** Calls `use` as `reach` does, or returns the trouble where the directories above cannot be passed. */
export function reachBelow<T>(
  below: Below,
  path: BytePath,
  doing: string,
  use: (at: BytePath) => T,
): T | Trouble {
  try {
    return below.reach(path, use);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { code, doing };
  }
}

/** Opens a regular file below a root as `withFile` does. Throws like `reach`, too. */
export function withFileBelow<T>(below: Below, path: BytePath, use: (file: OpenedFile) => T): T {
  return below.reach(path, (at) => withFile(at, use));
}

/** Opens below a root what a listing said is a regular file, as `withListedFile` does. Throws like `reach`, too. */
export function withListedFileBelow<T>(below: Below, path: BytePath, use: (descriptor: number) => T): T {
  return below.reach(path, (at) => withListedFile(at, use, below.uncached));
}

/** Opens a regular file below a root; to be closed with `closeFile`. Throws like `reach`, too. */
export function openFileBelow(root: BytePath, path: BytePath): OpenedFile {
  const below = openBelow(root);
  try {
    return below.reach(path, (at) => openFile(at));
  } finally {
    below.close();
  }
}

/** Reads a regular file below a root in chunks of `length` bytes, each valid until the next is asked for. Throws like `reach`, too. */
export function* readChunksBelow(
  root: BytePath,
  path: BytePath,
  length: number,
): Generator<Buffer, void, undefined> {
  yield* chunksOf(openFileBelow(root, path), length);
}

/** A directory on the way is not one any more. */
class NotTheDirectory extends Error {
  readonly code = 'ENOTDIR';
}

/** Of Linux: only names a directory, which needs no permission to read it. */
const O_PATH = 0o10000000;
const DIRECTORY = O_PATH | constants.O_DIRECTORY;
const NEXT_DIRECTORY = DIRECTORY | constants.O_NOFOLLOW;
/** More would run out of descriptors in a deep tree; what was closed is reached from the root again. */
const MOST_OPEN = 8;

type Level = { readonly name: BytePath; descriptor: number | undefined };

function byDescriptors(root: BytePath, own: string, passable: Passable): Below {
  let top: number | undefined;
  const levels: Level[] = [];
  let directory: BytePath = '';
  let prefix = '';

  const closeFrom = (depth: number): void => {
    for (const { descriptor } of levels.splice(depth)) if (descriptor !== undefined) closeSync(descriptor);
  };
  const prefixOf = (descriptor: number): string => `${own}/fd/${descriptor}/`;
  const above = (): string => prefixOf(levels.at(-1)?.descriptor ?? top ?? (top = openTop(root)));

  const close = (): void => {
    closeFrom(0);
    if (top !== undefined) closeSync(top);
    top = undefined;
    directory = '';
    prefix = '';
  };

  const enter = (wanted: BytePath): void => {
    const names = wanted === '' ? [] : wanted.split('/');
    let kept = 0;
    while (kept < names.length && levels[kept]?.name === names[kept]) kept += 1;
    if (kept > 0 && levels[kept - 1]?.descriptor === undefined) kept = 0;
    // Until all are open, what is addressed is none of them.
    prefix = '';
    closeFrom(kept);
    directory = names.slice(0, kept).join('/');
    for (const name of names.slice(kept)) {
      const next = join(directory, name);
      levels.push({ name, descriptor: openNext(above() + name, name, passable.has(next)) });
      directory = next;
      const shallow = levels[levels.length - 1 - MOST_OPEN];
      if (shallow?.descriptor === undefined) continue;
      closeSync(shallow.descriptor);
      shallow.descriptor = undefined;
    }
    prefix = above();
  };

  return {
    reach(path, use) {
      const wanted = directoryOf(path);
      try {
        if (wanted !== directory || prefix === '') enter(wanted);
        return use(prefix + (wanted === '' ? path : path.slice(wanted.length + 1)));
      } catch (error) {
        // The handle of a directory goes stale as that of a file does: only opening it anew gives another.
        if (errorCode(error) === 'ESTALE') close();
        throw error;
      }
    },
    close,
  };
}

function openTop(root: BytePath): number {
  const system = toSystem(root === '' ? '.' : root);
  return persist(() => openSync(system, DIRECTORY));
}

function openNext(path: BytePath, name: BytePath, isPassable: boolean): number {
  if (name === '..') throw new NotTheDirectory(path);
  const system = toSystem(path);
  return persist(() => (isPassable ? openSync(system, DIRECTORY) : openSync(system, NEXT_DIRECTORY)));
}

let known: { readonly directory: string | undefined } | undefined;

/** Returns the directory of this process in procfs, `/proc/1234`; undefined where descriptors cannot be passed through it. */
function processDirectory(): string | undefined {
  known ??= { directory: findProcessDirectory() };
  return known.directory;
}

function findProcessDirectory(): string | undefined {
  if (platform() !== 'linux') return undefined;
  try {
    const directory = `/proc/${readlinkSync('/proc/self')}`;
    const proc = openSync('/proc', DIRECTORY);
    try {
      const [through, itself] = [statSync(`${directory}/fd/${proc}/.`), fstatSync(proc)];
      return through.ino === itself.ino && through.dev === itself.dev ? directory : undefined;
    } finally {
      closeSync(proc);
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Reaches in a remote tree, which has no links that lead anywhere. */
function byPath(root: BytePath): Below {
  return { reach: (path, use) => use(`${root}/${path}`), close: () => {} };
}

/** Reaches without procfs; exported for tests, which run where there is one. */
export function byInodes(root: BytePath, passable: Passable = NONE): Below {
  let before: readonly string[] = [];
  let directory: BytePath | undefined;
  return {
    reach(path, use) {
      const wanted = directoryOf(path);
      if (wanted !== directory) {
        before = identities(root, wanted, passable);
        directory = wanted;
      }
      const result = use(`${root}/${path}`);
      const after = identities(root, wanted, passable);
      if (after.some((each, i) => each !== before[i])) throw new NotTheDirectory(path);
      return result;
    },
    close() {
      directory = undefined;
    },
  };
}

/** Returns device and inode of a directory and of those above it, up to the root. */
function identities(root: BytePath, directory: BytePath, passable: Passable): string[] {
  const found: string[] = [];
  for (let at = directory; at !== ''; at = directoryOf(at)) {
    const { dev, ino } = checked(`${root}/${at}`, passable.has(at));
    found.push(`${dev}:${ino}`);
  }
  return found;
}

function checked(path: BytePath, isPassable: boolean): { readonly dev: bigint; readonly ino: bigint } {
  const stats = (isPassable ? statSync : lstatSync)(toSystem(path), { bigint: true });
  if (!stats.isDirectory()) throw new NotTheDirectory(nameOf(path));
  return stats;
}
