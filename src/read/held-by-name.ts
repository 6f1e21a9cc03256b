import { type Below, withListedFileBelow } from '../disk/below.ts';
import { sizeOf } from '../disk/open.ts';
import { BIG_FILE, type Meter, readThrough } from './file.ts';
import type { ReadTask } from './jobs.ts';
import { createStoreLookup } from './store-lookup.ts';

/** Returns the size of a file whose name, in its store, is the digest of its content; undefined for any other file. */
export type HeldByName = (task: ReadTask, meter: Meter, mayDefer: boolean) => number | 'defer' | undefined;

/** Creates what holds files of stores by their names alone, and sees nothing else of them. */
export function createHeldByName(below: Below, buffer: Buffer): HeldByName {
  const stores = createStoreLookup(below);
  return (task, meter, mayDefer) =>
    withListedFileBelow(below, task.path, (descriptor) => {
      const size = sizeOf(descriptor);
      const handling = stores.handlingOf(task.path, size)?.handling;
      const isNamed = handling?.is === 'check' && handling.byDigest === true;
      if (!isNamed || (task.size !== undefined && task.size !== size)) return undefined;
      if (mayDefer && size >= BIG_FILE) return 'defer';
      const name = handling.begin();
      const read = readThrough(descriptor, buffer, meter, (chunk) => name.update(chunk));
      return name.end().is === 'proven' && read === size ? size : undefined;
    });
}
