/** The only place that asks what lies at a path. */
import { type Dirent, lstatSync, statSync } from 'node:fs';
import { isAbsent, type Kind, type Trouble } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, toSystem } from '../model/path.ts';
import { persist } from './persist.ts';
import { asStats, asStatsBigInt, type FileStats, type FileStatsBigInt, statRemote } from './remote-calls.ts';
import { isRemote, type RemoteStat } from './remote-channel.ts';

/** What lies at a path: its kind, its size in bytes, when it was written and made, in milliseconds since 1970, and its device. */
export type PathStat = {
  readonly kind: Kind;
  readonly size: number;
  readonly mtimeMs: number;
  /** When it was made; where the file system does not know that, when its state last changed. */
  readonly madeMs: number;
  readonly dev: number;
};

/** Returns the kind of what a listing or a stat names. */
export function kindOf(
  entry: Pick<
    Dirent | FileStats | FileStatsBigInt,
    'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'
  >,
): Kind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'fifo';
  return entry.isSocket() ? 'socket' : 'device';
}

/** Returns what lies at a path, a link itself included; undefined where nothing can lie there, the trouble where it cannot be asked. */
export function statPath(path: BytePath): PathStat | Trouble | undefined {
  return ask(path, () => lstatSync(toSystem(path), { throwIfNoEntry: false }));
}

/** Returns what lies at a path, or where a link there leads to, as `statPath` does. */
export function statTarget(path: BytePath): PathStat | Trouble | undefined {
  return ask(path, () => statSync(toSystem(path), { throwIfNoEntry: false }));
}

/** Returns what `local` says of a path, or what a remote tree says of it. */
function lookAt<T>(path: BytePath, local: () => T, of: (stat: RemoteStat) => T): T | undefined {
  const remote = statRemote(path);
  if (remote === undefined) return local();
  return remote === null ? undefined : of(remote);
}

function ask(path: BytePath, stat: () => FileStats | undefined): PathStat | Trouble | undefined {
  try {
    const stats = persist(() => lookAt(path, stat, asStats));
    if (stats === undefined) return undefined;
    const { size, mtimeMs, birthtimeMs, ctimeMs, dev } = stats;
    return { kind: kindOf(stats), size, mtimeMs, madeMs: birthtimeMs > 0 ? birthtimeMs : ctimeMs, dev };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return isAbsent(code) ? undefined : { code, doing: 'look at it' };
  }
}

/** Returns when what lies at a path was written, in milliseconds since 1970; undefined where it cannot be asked. */
export function writtenAt(path: BytePath): number | undefined {
  const stat = statPath(path);
  return stat !== undefined && 'mtimeMs' in stat ? stat.mtimeMs : undefined;
}

/** Returns what tells the file at a path from every other, so that two names of one file have the same; undefined where it cannot be asked. */
export function inodeOf(path: BytePath): string | undefined {
  if (isRemote(path)) return undefined;
  try {
    const stats = persist(() => lstatSync(toSystem(path), { throwIfNoEntry: false, bigint: true }));
    return stats === undefined ? undefined : `${stats.dev} ${stats.ino}`;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/**
 * Returns what a directory keeps wherever it is moved or mounted, and another one in its place has not: its inode number and its
 * time of birth, 0 where the file system has none. Undefined where it cannot be asked.
 */
export function birthOf(path: BytePath): string | undefined {
  if (isRemote(path)) return undefined;
  try {
    const { ino, birthtimeNs, ctimeNs } = persist(() => statSync(toSystem(path), { bigint: true }));
    // Some systems give the time of the last change where they have no other.
    return `${ino} ${birthtimeNs === ctimeNs ? 0n : birthtimeNs}`;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/**
 * What the system says of a file that changes with whatever is written to it, put in its place or done to its name; only its ctime
 * cannot be set back. `text` has what is not ctime: that also changes where a file gets another name, mode or owner.
 */
export type FileIdentity = {
  readonly text: string;
  readonly ctime: string;
  readonly size: number;
  /** Seconds and nanoseconds, as a manifest has them. */
  readonly mtime: string;
  readonly ctimeMs: number;
};

/** Returns the identity of the file at a path; undefined where something else lies there. Throws the system's error. */
export function identityOf(path: BytePath): FileIdentity | undefined {
  const stats = persist(() =>
    lookAt<FileStatsBigInt | undefined>(
      path,
      () => lstatSync(toSystem(path), { bigint: true }),
      asStatsBigInt,
    ),
  );
  if (stats?.isFile() !== true) return undefined;
  const { ino, size, mtimeNs, ctimeNs } = stats;
  return {
    text: `${ino} ${size} ${mtimeNs}`,
    ctime: `${ctimeNs}`,
    size: Number(size),
    mtime: mtimeOf(stats),
    ctimeMs: Number(ctimeNs) / 1e6,
  };
}

/** Whether a stat gave something that lies there. */
export function isThere(stat: PathStat | Trouble | undefined): stat is PathStat {
  return stat !== undefined && 'kind' in stat;
}

const SECOND = 1_000_000_000n;

/** Returns seconds and nanoseconds since 1970 of a stat, as a manifest has them: `1795409983.170223676`. */
export function mtimeOf({ mtimeNs }: Pick<FileStatsBigInt, 'mtimeNs'>): string {
  const seconds = mtimeNs >= 0n ? mtimeNs / SECOND : (mtimeNs - SECOND + 1n) / SECOND;
  return `${seconds}.${String(mtimeNs - seconds * SECOND).padStart(9, '0')}`;
}

/** Returns mtime and permission bits of what lies at a path, a link itself included; nothing where it is gone. */
export function stampOf(path: BytePath): { readonly mtime?: string; readonly mode?: number } {
  const remote = statRemote(path);
  if (remote !== undefined) return remote === null ? {} : { mtime: mtimeOf(asStatsBigInt(remote)) };
  const stats = lstatSync(toSystem(path), { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? {} : { mtime: mtimeOf(stats), mode: Number(stats.mode & 0o7777n) };
}
