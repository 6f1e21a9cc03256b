import { closeSync, lstatSync, openSync, readFileSync, statSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { persist } from '../disk/persist.ts';
import { isAbsent } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';

/**
 * Reads a small file as text. Throws the system's error; Node itself aborts where it cannot close what it opened by name for
 * `readFileSync`.
 */
export function readText(file: string): string {
  return persist(() => {
    const descriptor = openSync(file, 'r');
    try {
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Removes a file, if it is there, without looking at it before. Throws the system's error. */
export function removeFile(file: string): void {
  try {
    persist(() => unlinkSync(file));
  } catch (error) {
    if (!isAbsent(errorCode(error) ?? '')) throw error;
  }
}

/** Returns whether nothing has a name: not even a link that leads nowhere has it, or that of a directory above. */
export function isNowhere(file: string): boolean {
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) return false;
    const above = dirname(file);
    return statSync(above, { throwIfNoEntry: false })?.isDirectory() ?? isNowhere(above);
  } catch {
    return false;
  }
}
