import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Writes a file that is not there yet, so that it is on the disk when this returns. Throws the error of the system. */
export function writeLasting(file: string, content: Uint8Array): void {
  const descriptor = openSync(file, 'wx', 0o644);
  try {
    writeAll(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes all bytes, in as many calls as the system wants. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
