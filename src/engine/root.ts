import { lstatSync, realpathSync, statSync } from 'node:fs';
import { errorCode, Fault } from '../model/fault.ts';
import { type BytePath, directoryOf, fromText, nameOf, toBytes } from '../model/path.ts';

/** What a run is about: a directory, or one file in it. */
export type Root = {
  /** The directory, as the system names it. */
  readonly directory: BytePath;
  /** The one file that is meant, where the root is a file. */
  readonly only?: BytePath;
};

/** Looks at what the user named; a link to a file is followed. Throws a Fault where it is not there (2) or may not be looked at (3). */
export function openRoot(named: string): Root {
  const path = fromText(named === '/' ? '/' : named.replace(/\/+$/, ''));
  try {
    const stats = statSync(toBytes(path));
    if (stats.isDirectory()) return { directory: path };
    if (stats.isFile()) {
      const isLink = lstatSync(toBytes(path)).isSymbolicLink();
      const file = isLink ? realpathSync.native(toBytes(path), 'latin1') : path;
      return { directory: file.includes('/') ? directoryOf(file) || '/' : '.', only: nameOf(file) };
    }
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Fault(
        2,
        `${named}: no such file or directory`,
        'check the path, and that its disk is mounted: findmnt',
        error,
      );
    }
    throw new Fault(3, `${named}: cannot be opened (${code})`, 'run as a user who may read it', error);
  }
  throw new Fault(2, `${named}: neither a directory nor a file`, 'name a backup directory or a file');
}
