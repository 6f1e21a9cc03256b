import { withFileBelow } from '../../disk/below.ts';
import { fill, NotAFile, type OpenedFile, chunksOf as openedChunks } from '../../disk/open.ts';
import { isThere, type PathStat, statPath } from '../../disk/stat.ts';
import { wholeOf } from '../../manifest/read-manifest.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { noteHidden, noteRead, noteUnread, openKept, withBelow } from './opening.ts';
import { placeBelow } from './place-below.ts';
import { unpackPacked } from './unpack-packed.ts';
import type { Candidate } from './voucher.ts';

/** More than this of one file of a voucher, in bytes and unpacked, is not read. */
const MOST = 2 ** 29;
const CHUNK = 1 << 16;
const MOST_TRIED = 1 << 20;

/**
 * All bytes of a file of a voucher below the root, unpacked where they are gzip and that is asked for, or as `packing` says; the
 * code of the error where it is no plain file (`EISDIR`, `EINVAL`), too large (`EFBIG`) or cannot be read, which is noted as hidden.
 */
export async function readVoucherFile(
  root: BytePath,
  path: BytePath,
  { gunzip = false, packing }: { readonly gunzip?: boolean; readonly packing?: string } = {},
): Promise<Buffer | string> {
  const chunks = chunksOf(root, path);
  const isGzip = gunzip && headOf(root, path, 2).toString('hex') === '1f8b';
  const packed = packing ?? (isGzip ? 'gz' : undefined);
  const bytes = await wholeOf(packed === undefined ? chunks : unpackPacked(packed, chunks), MOST);
  if (typeof bytes === 'string') noteUnread(path, bytes);
  return bytes;
}

/**
 * The first bytes of a regular file below the root, at most `length`; none where there is no such file, and where it cannot
 * be read, which is noted as hidden.
 */
export function headOf(root: BytePath, path: BytePath, length: number): Buffer {
  return (
    withVoucherFile(root, path, (descriptor) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, fill(descriptor, bytes));
    }) ?? Buffer.alloc(0)
  );
}

/** The last bytes of a regular file below the root, at most `length`; none where it cannot be read, which is noted as hidden. */
export function readTail(root: BytePath, path: BytePath, length: number): Buffer {
  return (
    withVoucherFile(root, path, (descriptor, size) => {
      const bytes = Buffer.alloc(Math.min(size, length));
      return bytes.subarray(0, fill(descriptor, bytes, bytes.length, size - bytes.length));
    }) ?? Buffer.alloc(0)
  );
}

/** Opens a regular file below the root for `use`; undefined where that cannot be, which is noted as hidden. */
export function withVoucherFile<T>(
  root: BytePath,
  path: BytePath,
  use: (descriptor: number, size: number) => T,
): T | undefined {
  try {
    return passingLinks(root, path, (at) =>
      withBelow(root, (below) =>
        withFileBelow(below, at, ({ descriptor, size }) => {
          noteRead(path);
          return use(descriptor, size);
        }),
      ),
    );
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (!(error instanceof NotAFile)) noteHidden(path, { code, doing: 'read the file' });
    return undefined;
  }
}

/** Opens a regular file below the root; to be closed with `closeFile`. Throws the error of the system, or NotAFile. */
export function openVoucherFile(root: BytePath, path: BytePath): OpenedFile {
  const file = passingLinks(root, path, (at) => openKept(root, at));
  noteRead(path);
  return file;
}

/**
 * Reads files that belong to a voucher which did not need them, as far as `most` bytes of each: what may not be read is noted as
 * hidden, because nothing else reads them.
 */
export function tryReading(root: BytePath, paths: Iterable<BytePath>, most = MOST_TRIED): void {
  for (const path of paths)
    if (statEntry(root, path)?.kind === 'file')
      withVoucherFile(root, path, (descriptor, size) => {
        const bytes = Buffer.alloc(Math.min(CHUNK, size));
        for (let at = 0; at < Math.min(size, most); at += CHUNK) fill(descriptor, bytes, bytes.length, at);
      });
}

function* chunksOf(root: BytePath, path: BytePath): Generator<Buffer, void, undefined> {
  yield* openedChunks(openVoucherFile(root, path), CHUNK);
}

/**
 * Calls `open` with a path below the root, and where a directory on the way is a link that stays inside, with the path
 * without it: what is opened lies below the root also where a directory is swapped for a link meanwhile.
 */
function passingLinks<T>(root: BytePath, path: BytePath, open: (at: BytePath) => T): T {
  try {
    return open(path);
  } catch (error) {
    const place = errorCode(error) === 'ENOTDIR' ? placeBelow(root, '', path) : 'gone';
    if (typeof place === 'string' || place.inside === path) throw error;
    return open(place.inside);
  }
}

/** As many bytes as a format knows its files by. */
const HEAD = 4096;

/** The first 4096 bytes of a file that may vouch. */
export function headOfCandidate({ root, path, head }: Candidate): Buffer {
  return head ?? headOf(root, path, HEAD);
}

/**
 * What lies at a path below the root, reached as what is opened is; undefined where nothing does, and where it cannot be asked,
 * which is noted as hidden.
 */
export function statEntry(root: BytePath, path: BytePath): PathStat | undefined {
  try {
    const stat = passingLinks(root, path, (at) => withBelow(root, (below) => below.reach(at, statPath)));
    if (isThere(stat)) return stat;
    if (stat !== undefined) noteHidden(path, stat);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    noteHidden(path, { code, doing: 'look at it' });
  }
  return undefined;
}
