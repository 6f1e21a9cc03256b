import { readChunksBelow } from '../disk/below.ts';
import { readChunks } from '../disk/open.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, belowRoot } from '../model/path.ts';

/** Strings of a chunk this size die young; longer ones wait for a full collection, and memory grows with the manifest. */
const CHUNK = 1 << 15;

/** True where a manifest is packed with gzip, which its name says. */
export function isGzipName(file: BytePath): boolean {
  return file.toLowerCase().endsWith('.gz');
}

/**
 * The bytes of a manifest in chunks, unpacked where its name ends in `.gz`; the user may name one by a link, one that was
 * found below `root` is reached without any. A chunk is valid until the next one is asked for. Throws the system's or zlib's
 * error. `see` gets every chunk as it is stored.
 */
export async function* readManifest(
  file: BytePath,
  root?: BytePath,
  see: (stored: Buffer) => void = () => {},
): AsyncGenerator<Buffer, void, undefined> {
  yield* unpackedByName(file, shown(readStored(file, root), see));
}

/** The bytes of a manifest, or of what lies beside it, as they are stored; else as `readManifest` gives them. */
export function readStored(file: BytePath, root?: BytePath): Iterable<Buffer> {
  const inside = belowRoot(root, file);
  return root === undefined || inside === undefined
    ? readChunks(file, CHUNK, 'follow')
    : readChunksBelow(root, inside, CHUNK);
}

function* shown(chunks: Iterable<Buffer>, see: (stored: Buffer) => void): Generator<Buffer, void, undefined> {
  for (const chunk of chunks) {
    see(chunk);
    yield chunk;
  }
}

/** Unpacks the chunks of a manifest or list where its name ends in `.gz`. Throws zlib's error. */
async function* unpackedByName(
  file: BytePath,
  chunks: Iterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  if (isGzipName(file)) {
    const { unpack } = await import('./unpack.ts');
    yield* unpack(chunks);
  } else yield* chunks;
}

/** All bytes of chunks as one; the code of the system's or zlib's error where they cannot be read, `EFBIG` where they are more than `most`. */
export async function wholeOf(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  most: number,
): Promise<Buffer | string> {
  // What is reserved and never written to takes no memory: a large list is held once, not in pieces and as a whole.
  let whole = Buffer.alloc(0);
  let size = 0;
  try {
    for await (const chunk of chunks) {
      const end = size + chunk.length;
      if (end > most) return 'EFBIG';
      if (end > whole.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * whole.length));
        whole.copy(larger, 0, 0, size);
        whole = larger;
      }
      chunk.copy(whole, size);
      size = end;
    }
    return whole.subarray(0, size);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
