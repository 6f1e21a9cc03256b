import { constants, lstatSync, openSync } from 'node:fs';
import { readPlain, wholeOf } from '../../manifest/read-manifest.ts';
import { unpack } from '../../manifest/unpack.ts';
import { type BytePath, join, toBytes } from '../../model/path.ts';
import type { Candidate } from './voucher.ts';

/** More than this of one file of a voucher, in bytes and unpacked, is not read. */
const MOST = 2 ** 29;
const CHUNK = 1 << 16;
/** A FIFO must not make the reader wait, and a link may lead anywhere. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * All bytes of a file of a voucher below the root, unpacked where they are gzip and that is asked for; the code of the
 * error where it cannot be read, is no plain file (`EISDIR`, `EINVAL`) or too large (`EFBIG`).
 */
export async function readVoucherFile(
  root: BytePath,
  path: BytePath,
  { gunzip = false }: { readonly gunzip?: boolean } = {},
): Promise<Buffer | string> {
  const chunks = plainBelow(root, path, CHUNK);
  const isPacked = gunzip && headOf(root, path, 2).toString('hex') === '1f8b';
  return await wholeOf(isPacked ? unpack(chunks) : chunks, MOST);
}

/** The first so many bytes of a plain file below the root, fewer where it is shorter, none where it cannot be read. */
export function headOf(root: BytePath, path: BytePath, length: number): Buffer {
  try {
    for (const chunk of plainBelow(root, path, length)) return Buffer.from(chunk);
  } catch {
    // What cannot be read begins with nothing.
  }
  return Buffer.alloc(0);
}

/** As many bytes as a format knows its files by. */
const HEAD = 4096;

/** The first 4096 bytes of a file that may vouch. */
export function headOfCandidate({ root, path, head }: Candidate): Buffer {
  return head ?? headOf(root, path, HEAD);
}

/** What lies at a path below the root, and how long it is; nothing where there is nothing. */
export function statEntry(
  root: BytePath,
  path: BytePath,
): { readonly kind: 'file' | 'directory' | 'link' | 'other'; readonly size: number } | undefined {
  try {
    const stats = lstatSync(toBytes(join(root, path)), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const kind = stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'link'
          : 'other';
    return { kind, size: stats.size };
  } catch {
    return undefined;
  }
}

function plainBelow(root: BytePath, path: BytePath, length: number): Generator<Buffer, void, undefined> {
  return readPlain(() => openSync(toBytes(join(root, path)), FLAGS), length);
}
