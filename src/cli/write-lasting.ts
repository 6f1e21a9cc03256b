import { closeSync, fsyncSync, openSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../model/fault.ts';
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

/**
 * Writes a file under another name and puts it in the place of the one that is there. Removes what processes that died left of earlier
 * ones. Throws the error of the system.
 */
export function replaceLasting(file: string, content: Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  removeFile(temporary);
  removeOfDead(file);
  try {
    writeLasting(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

function removeOfDead(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.tmp$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) removeFile(join(dirname(file), name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Writes all bytes, in as many calls as the system wants. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
