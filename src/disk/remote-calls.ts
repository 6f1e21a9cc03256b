/** What takes the place of system calls in a remote tree. A remote has no inode, ctime, mode or device: these are 0. */
import type { BigIntStats, Stats } from 'node:fs';
import type { Kind } from '../model/entry.ts';
import type { BytePath } from '../model/path.ts';
import { ask, type RemoteChannel, type RemoteStat, remoteOf } from './remote-channel.ts';

/** Descriptors of remote files begin here: no system has so many. */
export const FIRST_REMOTE = 0x4000_0000;

/** What is asked of a stat in this house. */
export type FileStats = Pick<
  Stats,
  | 'isFile'
  | 'isDirectory'
  | 'isSymbolicLink'
  | 'isFIFO'
  | 'isSocket'
  | 'size'
  | 'mtimeMs'
  | 'birthtimeMs'
  | 'ctimeMs'
  | 'dev'
>;

/** The same with whole numbers of any size. */
export type FileStatsBigInt = Pick<
  BigIntStats,
  | 'isFile'
  | 'isDirectory'
  | 'isSymbolicLink'
  | 'isFIFO'
  | 'isSocket'
  | 'size'
  | 'mtimeNs'
  | 'birthtimeNs'
  | 'ctimeNs'
  | 'dev'
  | 'ino'
  | 'mode'
>;

type OpenRemote = {
  readonly channel: RemoteChannel;
  readonly handle: number;
  readonly stat: RemoteStat;
  position: number;
};

/** The remote files that this thread has open, by their descriptors. */
const open = new Map<number, OpenRemote>();
let next = FIRST_REMOTE;

/** Opens a file of a remote tree; undefined where the path lies in none. Throws an error with a code of the system. */
export function openRemote(path: BytePath): number | undefined {
  const place = remoteOf(path);
  if (place === undefined) return undefined;
  const { number: handle, stat } = ask(place.channel, { ask: 'open', path: place.path });
  const descriptor = next;
  next += 1;
  open.set(descriptor, { channel: place.channel, handle, stat, position: 0 });
  return descriptor;
}

/** Reads from an open remote file as `readSync` does. */
export function readRemote(
  descriptor: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number | null,
): number {
  const file = opened(descriptor);
  const { bytes } = ask(file.channel, {
    ask: 'read',
    handle: file.handle,
    position: position ?? file.position,
    length,
  });
  buffer.set(bytes, offset);
  if (position === null) file.position += bytes.length;
  return bytes.length;
}

/** Closes an open remote file. */
export function closeRemote(descriptor: number): void {
  const { channel, handle } = opened(descriptor);
  open.delete(descriptor);
  ask(channel, { ask: 'close', handle });
}

/** Returns the stat of an open remote file. */
export function statOpenRemote(descriptor: number): RemoteStat {
  return opened(descriptor).stat;
}

function opened(descriptor: number): OpenRemote {
  const file = open.get(descriptor);
  if (file === undefined) throw new Error(`no remote file is open as ${descriptor}`);
  return file;
}

/** Returns what lies at a path of a remote tree, null where nothing does; undefined where the path lies in none. */
export function statRemote(path: BytePath): RemoteStat | null | undefined {
  const place = remoteOf(path);
  if (place === undefined) return undefined;
  const { number, stat } = ask(place.channel, { ask: 'stat', path: place.path });
  return number === 0 ? null : stat;
}

/** Returns where a link of a remote tree points; undefined where the path lies in none. */
export function readRemoteLink(path: BytePath): BytePath | undefined {
  const place = remoteOf(path);
  if (place === undefined) return undefined;
  const { bytes } = ask(place.channel, { ask: 'link', path: place.path });
  return Buffer.from(bytes).toString('latin1');
}

/** Lists a directory of a remote tree; undefined where the path lies in none. */
export function listRemote(path: BytePath): { readonly name: BytePath; readonly kind: Kind }[] | undefined {
  const place = remoteOf(path);
  if (place === undefined) return undefined;
  const entries: { name: BytePath; kind: Kind }[] = [];
  let from = 0;
  do {
    const { number, bytes } = ask(place.channel, { ask: 'list', path: place.path, from });
    for (const each of Buffer.from(bytes).toString('latin1').split('\0'))
      if (each !== '') entries.push({ name: each.slice(1), kind: KIND_OF[each.slice(0, 1)] ?? 'file' });
    from = number;
  } while (from > 0);
  return entries;
}

/** The letter before a name in a listing. */
const KIND_OF: Readonly<Record<string, Kind>> = { f: 'file', d: 'directory', l: 'link' };

const SECOND = 1_000_000_000n;

/** Returns a stat as that of the system looks. */
export function asStats(stat: RemoteStat): FileStats {
  const ms = stat.seconds * 1000 + stat.nanoseconds / 1e6;
  return { ...kindMethods(stat.kind), size: stat.size, mtimeMs: ms, birthtimeMs: 0, ctimeMs: ms, dev: 0 };
}

/** Does the same with whole numbers of any size. */
export function asStatsBigInt(stat: RemoteStat): FileStatsBigInt {
  const ns = BigInt(stat.seconds) * SECOND + BigInt(stat.nanoseconds);
  const none = { birthtimeNs: 0n, dev: 0n, ino: 0n, mode: 0n };
  return { ...kindMethods(stat.kind), ...none, size: BigInt(stat.size), mtimeNs: ns, ctimeNs: ns };
}

function kindMethods(
  kind: Kind,
): Pick<FileStats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'> {
  return {
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'directory',
    isSymbolicLink: () => kind === 'link',
    isFIFO: () => false,
    isSocket: () => false,
  };
}
