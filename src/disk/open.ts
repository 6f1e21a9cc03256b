/**
 * The only place that opens files for reading. A link is not followed unless the user named it, a FIFO that took the place
 * of a file does not hang, and what is not a regular file is never read.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Kind } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, toSystem } from '../model/path.ts';
import { waitOrThrow } from './persist.ts';
import {
  asStats,
  asStatsBigInt,
  closeRemote,
  FIRST_REMOTE,
  type FileStatsBigInt,
  openRemote,
  readRemote,
  statOpenRemote,
} from './remote-calls.ts';
import { kindOf } from './stat.ts';
import { direct, isTail, openDirectly, wholeSectors } from './uncached.ts';

const FOLLOWING = constants.O_RDONLY | constants.O_NONBLOCK;
const FLAGS = FOLLOWING | constants.O_NOFOLLOW;

/** What becomes of a link at the path itself. */
export type Links = 'refuse' | 'follow';

/** A regular file that is open, and its size in bytes when it was opened. */
export type OpenedFile = { readonly descriptor: number; readonly size: number };

/** What was opened is not a regular file; `code` is EISDIR for a directory, else EINVAL. */
export class NotAFile extends Error {
  readonly kind: Kind;
  readonly code: string;

  constructor(kind: Kind) {
    super(`not a regular file but a ${kind}`);
    this.kind = kind;
    this.code = kind === 'directory' ? 'EISDIR' : 'EINVAL';
  }
}

/** Opens a regular file; to be closed with `closeFile`. Throws the system's error (ELOOP for a link), or NotAFile. */
export function openFile(path: BytePath, links: Links = 'refuse'): OpenedFile {
  const descriptor = openPatiently(path, links);
  try {
    return { descriptor, size: sizeOf(descriptor) };
  } catch (error) {
    close(descriptor);
    throw error;
  }
}

/** Returns the size of an open file in bytes. Throws NotAFile where it is not a regular file. */
export function sizeOf(descriptor: number): number {
  const stats = isRemoteFile(descriptor) ? asStats(statOpenRemote(descriptor)) : fstatSync(descriptor);
  if (!stats.isFile()) throw new NotAFile(kindOf(stats));
  return stats.size;
}

/** Closes what `openFile` opened. */
export function closeFile({ descriptor }: OpenedFile): void {
  close(descriptor);
}

/** Opens a regular file, passes it to `use` and closes it. */
export function withFile<T>(path: BytePath, use: (file: OpenedFile) => T): T {
  const file = openFile(path);
  try {
    return use(file);
  } finally {
    close(file.descriptor);
  }
}

/** Is told of each file that can only be read through the page cache. */
export type Uncached = { refused(): void };

/**
 * Opens what a listing said is a regular file, without asking again, which costs a tenth of reading a small one; passes the
 * descriptor to `use` and closes it. Whoever reads more than one buffer asks `sizeOf` first: a device has no end. With `uncached` it
 * is read past the page cache where the file system allows that, and `use` begins anew where only reading shows that it does not.
 */
export function withListedFile<T>(path: BytePath, use: (descriptor: number) => T, uncached?: Uncached): T {
  if (uncached === undefined) return withDescriptor(openPatiently(path, 'refuse'), use);
  const descriptor = openDirectly(path);
  if (descriptor !== undefined) {
    direct.add(descriptor);
    try {
      return withDescriptor(descriptor, use);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    } finally {
      direct.delete(descriptor);
    }
  }
  uncached.refused();
  return withDescriptor(openPatiently(path, 'refuse'), use);
}

function withDescriptor<T>(descriptor: number, use: (descriptor: number) => T): T {
  try {
    return use(descriptor);
  } finally {
    close(descriptor);
  }
}

/**
 * Reads until `length` bytes lie at the beginning of a buffer, from where the file stands or from an offset, and returns
 * how many there are: fewer only at the end of the file. Throws the system's error.
 */
export function fill(
  descriptor: number,
  buffer: Buffer,
  length: number = buffer.length,
  position: number | null = null,
): number {
  const isDirect = direct.has(descriptor);
  const wanted = isDirect ? Math.min(buffer.length, wholeSectors(length)) : length;
  let filled = 0;
  while (filled < length) {
    const from = position === null ? null : position + filled;
    const n = readPatiently(descriptor, buffer, filled, wanted - filled, from);
    filled += n;
    if (n === 0 || (isDirect && isTail(n))) break;
  }
  return Math.min(filled, length);
}

/**
 * Reads a regular file that should have `length` bytes, fewer than the buffer, and returns how many it has up to those of the
 * buffer. Where that many come at once, it is not asked again whether that was the end: a read is short only there.
 */
export function readAtOnce(descriptor: number, buffer: Buffer, length: number): number {
  const n = readPatiently(descriptor, buffer, 0, buffer.length, null);
  if (n === length || n === 0 || (direct.has(descriptor) && isTail(n))) return n;
  let filled = n;
  for (let more = n; more > 0 && filled < buffer.length; filled += more)
    more = readPatiently(descriptor, buffer, filled, buffer.length - filled, null);
  return filled;
}

/** Reads a regular file in chunks of `length` bytes, each valid until the next is asked for. Throws like `openFile`. */
export function* readChunks(
  path: BytePath,
  length: number,
  links: Links = 'refuse',
): Generator<Buffer, void, undefined> {
  yield* chunksOf(openFile(path, links), length);
}

const LEAST_CHUNK = 512;

/** Reads an open file in chunks of `length` bytes, or fewer where it has fewer, each valid until the next is asked for, and closes it at the end. */
export function* chunksOf(file: OpenedFile, length: number): Generator<Buffer, void, undefined> {
  try {
    // Of a small file no more is reserved than it has, and one byte that shows whether it grew.
    const buffer = Buffer.allocUnsafe(Math.min(length, Math.max(file.size + 1, LEAST_CHUNK)));
    for (let n = buffer.length; n === buffer.length; ) {
      n = fill(file.descriptor, buffer);
      if (n > 0) yield buffer.subarray(0, n);
    }
  } finally {
    close(file.descriptor);
  }
}

/** Returns the first `length` bytes of a regular file, fewer where it is shorter. Throws like `openFile`. */
export function readStart(path: BytePath, length: number): Buffer {
  return withFile(path, ({ descriptor }) => {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, fill(descriptor, buffer));
  });
}

/** Returns the stat of an open file with nanoseconds. Throws NotAFile where it is not a regular file. */
export function fileStatOf(descriptor: number): FileStatsBigInt {
  const stats = statOf(descriptor);
  if (!stats.isFile()) throw new NotAFile(kindOf(stats));
  return stats;
}

/** Returns the stat of what is open with nanoseconds. */
export function statOf(descriptor: number): FileStatsBigInt {
  if (isRemoteFile(descriptor)) return asStatsBigInt(statOpenRemote(descriptor));
  return fstatSync(descriptor, { bigint: true });
}

function isRemoteFile(descriptor: number): boolean {
  return descriptor >= FIRST_REMOTE;
}

function close(descriptor: number): void {
  if (isRemoteFile(descriptor)) closeRemote(descriptor);
  else closeSync(descriptor);
}

function isRefusal(error: unknown): boolean {
  return !(error instanceof NotAFile) && errorCode(error) === 'EINVAL';
}

// Calls and not closures around them: these two are most of what a run over many small files does.

function openPatiently(path: BytePath, links: Links): number {
  const system = toSystem(path);
  for (let tries = 1; ; tries++) {
    try {
      const remote = openRemote(path);
      if (remote !== undefined) return remote;
      return links === 'follow' ? openSync(system, FOLLOWING) : openSync(system, FLAGS);
    } catch (error) {
      waitOrThrow(error, tries);
    }
  }
}

function readPatiently(
  descriptor: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number | null,
): number {
  for (let tries = 1; ; tries++) {
    try {
      return isRemoteFile(descriptor)
        ? readRemote(descriptor, buffer, offset, length, position)
        : readSync(descriptor, buffer, offset, length, position);
    } catch (error) {
      waitOrThrow(error, tries);
    }
  }
}
