import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../model/fault.ts';

/**
 * Creates a directory and those above it where they are not there; throws the system's error. Node's own way never ends in a file
 * system that lets nobody create any and says so with ENOENT, such as /proc.
 */
export function makeDirectory(directory: string): void {
  if (create(directory) === undefined) return;
  const above = dirname(directory);
  if (above !== directory) makeDirectory(above);
  const failure = create(directory);
  if (failure !== undefined) throw failure;
}

/** Creates one directory; returns the error where one above is not there. */
function create(directory: string): unknown {
  try {
    mkdirSync(directory, { mode: 0o755 });
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return undefined;
    if (code === 'ENOENT') return error;
    throw error;
  }
}
