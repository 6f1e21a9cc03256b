import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../model/fault.ts';
import { type BytePath, toBytes } from '../model/path.ts';

/** Strings of a chunk this size die young; longer ones wait for a full collection, and memory grows with the manifest. */
const CHUNK = 1 << 15;

/** A FIFO must not make the reader wait. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** True where a manifest is packed with gzip, which its name says. */
export function isGzipName(file: BytePath): boolean {
  return file.toLowerCase().endsWith('.gz');
}

/**
 * The bytes of a manifest in chunks, unpacked where its name ends in `.gz`. A chunk is valid until the next one is
 * asked for. Throws the system's or zlib's error.
 */
export async function* readManifest(file: BytePath): AsyncGenerator<Buffer, void, undefined> {
  const chunks = readPlain(() => openSync(toBytes(file), FLAGS));
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
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > most) return 'EFBIG';
      parts.push(Buffer.from(chunk));
    }
    return Buffer.concat(parts);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}

/**
 * The bytes of a plain file in chunks of at most so many bytes, each valid until the next is asked for; `open` gives its
 * descriptor, which is closed here. Throws the system's error, and EISDIR or EINVAL where it is no plain file.
 */
export function* readPlain(open: () => number, length: number = CHUNK): Generator<Buffer, void, undefined> {
  const descriptor = open();
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw notAFile(stat.isDirectory() ? 'EISDIR' : 'EINVAL');
    const buffer = Buffer.allocUnsafe(length);
    for (let n = readSync(descriptor, buffer); n > 0; n = readSync(descriptor, buffer))
      yield buffer.subarray(0, n);
  } finally {
    closeSync(descriptor);
  }
}

function notAFile(code: string): Error {
  return Object.assign(new Error('no plain file'), { code });
}
