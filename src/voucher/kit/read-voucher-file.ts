import { fill, NotAFile, readChunks, readStart, withFile } from '../../disk/open.ts';
import { isThere, type PathStat, statPath } from '../../disk/stat.ts';
import { wholeOf } from '../../manifest/read-manifest.ts';
import { unpack } from '../../manifest/unpack.ts';
import { errorCode } from '../../model/fault.ts';
import { type BytePath, join } from '../../model/path.ts';
import { noteHidden } from './hidden.ts';
import type { Candidate } from './voucher.ts';

/** More than this of one file of a voucher, in bytes and unpacked, is not read. */
const MOST = 2 ** 29;
const CHUNK = 1 << 16;

/**
 * All bytes of a file of a voucher below the root, unpacked where they are gzip and that is asked for; the code of the
 * error where it cannot be read, is no plain file (`EISDIR`, `EINVAL`) or too large (`EFBIG`).
 */
export async function readVoucherFile(
  root: BytePath,
  path: BytePath,
  { gunzip = false }: { readonly gunzip?: boolean } = {},
): Promise<Buffer | string> {
  const chunks = readChunks(join(root, path), CHUNK);
  const isPacked = gunzip && headOf(root, path, 2).toString('hex') === '1f8b';
  return await wholeOf(isPacked ? unpack(chunks) : chunks, MOST);
}

/**
 * The first bytes of a regular file below the root, at most `length`; none where there is no such file, and where it cannot
 * be read, which is noted as hidden.
 */
export function headOf(root: BytePath, path: BytePath, length: number): Buffer {
  try {
    return readStart(join(root, path), length);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (!(error instanceof NotAFile)) noteHidden(path, { code, doing: 'read the file' });
    return Buffer.alloc(0);
  }
}

/** The last bytes of a regular file below the root, at most `length`; none where it cannot be read, which is noted as hidden. */
export function readTail(root: BytePath, path: BytePath, length: number): Buffer {
  try {
    return withFile(join(root, path), ({ descriptor, size }) => {
      const bytes = Buffer.alloc(Math.min(size, length));
      return bytes.subarray(0, fill(descriptor, bytes, bytes.length, size - bytes.length));
    });
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (!(error instanceof NotAFile)) noteHidden(path, { code, doing: 'read the file' });
    return Buffer.alloc(0);
  }
}

/** As many bytes as a format knows its files by. */
const HEAD = 4096;

/** The first 4096 bytes of a file that may vouch. */
export function headOfCandidate({ root, path, head }: Candidate): Buffer {
  return head ?? headOf(root, path, HEAD);
}

/** What lies at a path below the root; undefined where nothing does, and where it cannot be asked, which is noted as hidden. */
export function statEntry(root: BytePath, path: BytePath): PathStat | undefined {
  const stat = statPath(join(root, path));
  if (isThere(stat)) return stat;
  if (stat !== undefined) noteHidden(path, stat);
  return undefined;
}
