import { openBelow, readChunksBelow, withFileBelow } from '../../disk/below.ts';
import { fill, readChunks } from '../../disk/open.ts';
import { parseChecksumLine } from '../../manifest/checksum/line.ts';
import { unpackedByName, wholeOf } from '../../manifest/read-manifest.ts';
import { decodeText } from '../../manifest/spelling/decode-text.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { findTrailingDigest, TRAILER } from '../../structure/kit/trailing-digest.ts';
import type { FoundList } from './found-list.ts';

/** No more of a list is read, in bytes and unpacked. */
const MOST_BYTES = 2 ** 30;
const CHUNK = 1 << 16;
const HEAD = 4096;

/** Packings of lists that are recognised and not unpacked. */
export const UNREAD_PACKINGS: ReadonlySet<string> = new Set(['xz', 'bz2']);

/** Reads a whole list, unpacked; the code of the error where it cannot be read (`Z_…` for its packing) or is too large. */
export async function readList(root: BytePath, found: FoundList): Promise<Buffer | string> {
  const { file, path, claim } = found;
  const chunks =
    found.links === 'follow' ? readChunks(file, CHUNK, 'follow') : readChunksBelow(root, path, CHUNK);
  const isZstd = claim.packing === 'zst';
  return await wholeOf(isZstd ? unpackZstd(file, chunks) : unpackedByName(file, chunks), MOST_BYTES);
}

async function* unpackZstd(
  file: BytePath,
  chunks: Iterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const { zstd } = await import('../../structure/archive/zstd/zstd.ts');
  let ready: Buffer[] = [];
  const check = zstd.createCheck?.({
    path: file,
    size: undefined,
    head: new Uint8Array(),
    depth: 'normal',
    nest: () => ({ update: (bytes) => void ready.push(Buffer.from(bytes)), end: () => ({ is: 'unknown' }) }),
  });
  for (const chunk of chunks) {
    check?.update(chunk);
    yield* ready;
    ready = [];
  }
  const verdict = check?.end();
  yield* ready;
  if (verdict?.is !== 'proven' && verdict?.is !== 'sound')
    throw Object.assign(new Error('not whole zstd frames'), { code: 'Z_DATA_ERROR' });
}

/**
 * What the ends of a file show: `text` may be a list, `digest-at-end` is an archive with the line of `md5sum` appended,
 * `data` is neither. A file that cannot be read counts as text, so that reading it as a list reports why.
 */
export function lookAtEnds(root: BytePath, path: BytePath): 'text' | 'digest-at-end' | 'data' {
  const below = openBelow(root);
  try {
    return withFileBelow(below, path, ({ descriptor, size }) => {
      const buffer = Buffer.alloc(HEAD);
      const first = buffer.subarray(0, fill(descriptor, buffer, HEAD, 0));
      if (!decodeText(first).content.some(isControl) || isEndedByNul(first.toString('latin1'))) return 'text';
      const tail = buffer.subarray(0, fill(descriptor, buffer, TRAILER, Math.max(0, size - TRAILER)));
      return findTrailingDigest(tail) === undefined ? 'data' : 'digest-at-end';
    });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return 'text';
  } finally {
    below.close();
  }
}

function isEndedByNul(head: string): boolean {
  const nul = head.indexOf('\0');
  return nul > 0 && parseChecksumLine(head.slice(0, nul)).kind === 'entry';
}

/** Bytes that are not in text: anything below a blank but tabs and line ends. */
function isControl(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x20);
}
