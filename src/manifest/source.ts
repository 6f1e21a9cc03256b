import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type BytePath, toBytes } from '../model/path.ts';

const CHUNK = 1 << 17;

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
    const plain = new PassThrough({ highWaterMark: CHUNK });
    const unpacked = pipeline(
      createReadStream(toBytes(file), { highWaterMark: CHUNK }),
      createGunzip(),
      plain,
    );
    unpacked.catch((error: Error) => plain.destroy(error));
    yield* plain;
    return;
  }
  const descriptor = openSync(toBytes(file), 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let n = readSync(descriptor, buffer); n > 0; n = readSync(descriptor, buffer))
      yield buffer.subarray(0, n);
  } finally {
    closeSync(descriptor);
  }
}
