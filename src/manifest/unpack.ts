import { once } from 'node:events';
import { createGunzip } from 'node:zlib';

/**
 * This many packed bytes are unpacked before any output is passed on, so that a decompression bomb takes some 16 MB at
 * most.
 */
const PIECE = 16 * 1024;

/** Unpacks gzip. What could be unpacked before an error comes first, then zlib's error is thrown. */
export async function* unpack(chunks: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip();
  let ready: Buffer[] = [];
  let failure: Error | undefined;
  let isDone = false;
  /** A write that meets an error, or the end of the packed bytes, never calls back. */
  let release = (): void => {};
  gunzip.on('data', (chunk: Buffer) => ready.push(chunk));
  gunzip.on('error', (error) => {
    failure = error;
    isDone = true;
    release();
  });
  gunzip.on('end', () => {
    isDone = true;
    release();
  });
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      if (isDone) break;
      const piece = Buffer.from(chunk.subarray(at, at + PIECE));
      await new Promise<void>((resolve) => {
        release = resolve;
        gunzip.write(piece, () => resolve());
      });
      yield* ready;
      ready = [];
    }
  }
  if (!isDone) {
    gunzip.end();
    await once(gunzip, 'end').catch(() => {});
  }
  yield* ready;
  if (failure !== undefined) throw failure;
}
