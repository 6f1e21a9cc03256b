import { closeSync, openSync, readFileSync, unlinkSync } from 'node:fs';
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
