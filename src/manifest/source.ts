import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, toBytes, toText } from '../model/path.ts';

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
  if (isGzipName(file)) {
    const { unpack } = await import('./unpack.ts');
    yield* unpack(readFile(file));
  } else yield* readFile(file);
}

function* readFile(file: BytePath): Generator<Buffer, void, undefined> {
  const descriptor = openSync(toBytes(file), FLAGS);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw notAFile(file, stat.isDirectory() ? 'EISDIR' : 'EINVAL');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let n = readSync(descriptor, buffer); n > 0; n = readSync(descriptor, buffer))
      yield buffer.subarray(0, n);
  } finally {
    closeSync(descriptor);
  }
}

function notAFile(file: BytePath, code: string): Error {
  const error: NodeJS.ErrnoException = new Error(`${toText(file)} is no plain file`);
  error.code = code;
  return error;
}
