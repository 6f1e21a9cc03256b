import { isTrouble, realPath } from '../disk/list.ts';
import { isThere, statPath, statTarget } from '../disk/stat.ts';
import type { Trouble } from '../model/entry.ts';
import { Fault } from '../model/fault.ts';
import { type BytePath, directoryOf, fromText, nameOf, toText } from '../model/path.ts';

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
  const stat = statTarget(path);
  if (stat === undefined) throw absent(named);
  if (!isThere(stat)) throw closed(named, stat.code);
  if (stat.kind === 'directory') return { directory: path };
  if (stat.kind !== 'file')
    throw new Fault(2, `${named}: neither a directory nor a file`, 'name a backup directory or a file');
  const entry = statPath(path);
  const isLink = isThere(entry) && entry.kind === 'link';
  const real = isLink ? realPath(path) : { path };
  if (real === undefined) throw absent(named);
  if (isTrouble(real)) throw closed(named, real.code);
  const file = real.path;
  return { directory: file.includes('/') ? directoryOf(file) || '/' : '.', only: nameOf(file) };
}

function absent(named: string): Fault {
  return new Fault(
    2,
    `${named}: no such file or directory`,
    'check the path, and that its disk is mounted: findmnt',
  );
}

function closed(named: string, code: string): Fault {
  return new Fault(3, `${named}: cannot be opened (${code})`, 'run as a user who may read it');
}

/** Returns the fault (3) of a root that cannot be listed. */
export function unlisted({ directory }: Root, { code }: Trouble): Fault {
  return new Fault(3, `${toText(directory)}: cannot be listed (${code})`, 'run as a user who may read it');
}
