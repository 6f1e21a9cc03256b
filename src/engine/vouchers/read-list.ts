import { withFileBelow } from '../../disk/below.ts';
import { chunksOf, fill, type OpenedFile, readChunks } from '../../disk/open.ts';
import { parseChecksumLine } from '../../manifest/checksum/line.ts';
import { wholeOf } from '../../manifest/read-manifest.ts';
import { decodeText } from '../../manifest/spelling/decode-text.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { findTrailingDigest, TRAILER } from '../../structure/kit/trailing-digest.ts';
import { openKept, withBelow } from '../../voucher/kit/opening.ts';
import { unpackPacked } from '../../voucher/kit/unpack-packed.ts';
import type { FoundList } from './found-list.ts';

/** No more of a list is read, in bytes and unpacked. */
const MOST_BYTES = 2 ** 30;
const CHUNK = 1 << 16;
const HEAD = 4096;

/** Reads a whole list, unpacked; the code of the error where it cannot be read (`Z_…` for its packing) or is too large. */
export async function readList(root: BytePath, found: FoundList): Promise<Buffer | string> {
  const { file, path, claim, target = path } = found;
  const chunks = found.links === 'follow' ? readChunks(file, CHUNK, 'follow') : readBelow(root, target);
  return await wholeOf(
    claim.packing === undefined ? chunks : unpackPacked(claim.packing, chunks),
    MOST_BYTES,
  );
}

function* readBelow(root: BytePath, path: BytePath): Generator<Buffer, void, undefined> {
  yield* chunksOf(openKept(root, path), CHUNK);
}

/**
 * What the ends of a file show: `text` may be a list, `digest-at-end` is an archive with the line of `md5sum` appended,
 * `data` is neither. A file that cannot be read counts as text, so that reading it as a list reports why.
 */
export function lookAtEnds(root: BytePath, path: BytePath): 'text' | 'digest-at-end' | 'data' {
  try {
    return withBelow(root, (below) => withFileBelow(below, path, endsOf));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return 'text';
  }
}

function endsOf({ descriptor, size }: OpenedFile): 'text' | 'digest-at-end' | 'data' {
  const buffer = Buffer.alloc(HEAD);
  const first = buffer.subarray(0, fill(descriptor, buffer, HEAD, 0));
  if (!decodeText(first).content.some(isControl) || isEndedByNul(first.toString('latin1'))) return 'text';
  const tail = buffer.subarray(0, fill(descriptor, buffer, TRAILER, Math.max(0, size - TRAILER)));
  return findTrailingDigest(tail) === undefined ? 'data' : 'digest-at-end';
}

function isEndedByNul(head: string): boolean {
  const nul = head.indexOf('\0');
  return nul > 0 && parseChecksumLine(head.slice(0, nul)).kind === 'entry';
}

/** Bytes that are not in text: anything below a blank but tabs and line ends. */
function isControl(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x20);
}
