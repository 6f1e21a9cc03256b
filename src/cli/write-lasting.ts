import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { removeFile } from './small-files.ts';

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

/** Writes a file under another name and puts it in the place of the one that is there. Throws the error of the system. */
export function replaceLasting(file: string, content: Uint8Array): void {
  const temporary = `${file}.${randomUUID()}`;
  try {
    writeLasting(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

/** Writes all bytes, in as many calls as the system wants. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
