/** The only place that lists directories and reads links. An error is never an empty directory. */
import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { isAbsent, type Kind, type Trouble } from '../model/entry.ts';
import { errorCode } from '../model/fault.ts';
import { type BytePath, toBytes } from '../model/path.ts';
import { persist } from './persist.ts';
import { listRemote, readRemoteLink } from './remote-calls.ts';
import { isRemote } from './remote-channel.ts';
import { kindOf } from './stat.ts';

/** One entry of a directory. */
export type ListedEntry = { readonly name: BytePath; readonly kind: Kind };

/** Returns the entries of a directory in no order, or the trouble where it cannot be listed whole. */
export function listDirectory(path: BytePath): readonly ListedEntry[] | Trouble {
  try {
    return persist(() => listRemote(path) ?? readEntries(toBytes(path)));
  } catch (error) {
    return troubleOf(error, 'list the directory');
  }
}

/**
 * Asks for names as Latin-1, which is a byte string without a Buffer per name. Where the file system does not say the
 * kind of an entry, Node wants to stat it and cannot join such a name to a path of bytes: then names come as Buffers.
 */
function readEntries(path: Buffer): readonly ListedEntry[] {
  try {
    return readdirSync(path, { encoding: 'latin1', withFileTypes: true }).map((each) => ({
      name: each.name,
      kind: kindOf(each),
    }));
  } catch (error) {
    if (errorCode(error) !== 'ERR_INVALID_ARG_TYPE') throw error;
    return readdirSync(path, { encoding: 'buffer' }).map((name) => ({
      name: name.toString('latin1'),
      kind: kindOf(lstatSync(Buffer.concat([path, Buffer.from('/'), name]))),
    }));
  }
}

/** Whether a listing failed. */
export function isTrouble(listing: object): listing is Trouble {
  return 'code' in listing;
}

/** Returns the names of files and directories in a directory, the latter ending in '/', or why it cannot be listed. */
export function namesIn(directory: BytePath): ReadonlySet<string> | Trouble {
  const entries = listDirectory(directory);
  return isTrouble(entries) ? entries : namesOf(entries);
}

/** Returns the names of the files and directories among entries, the latter ending in '/'. */
export function namesOf(entries: readonly ListedEntry[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, kind } of entries) {
    if (kind === 'file') names.add(name);
    else if (kind === 'directory') names.add(`${name}/`);
  }
  return names;
}

/** Returns where a link points, as bytes, or why it cannot be read. */
export function readLink(path: BytePath): { readonly target: BytePath } | Trouble {
  try {
    return {
      target: persist(() => readRemoteLink(path) ?? readlinkSync(toBytes(path), { encoding: 'latin1' })),
    };
  } catch (error) {
    return troubleOf(error, 'read the link');
  }
}

/** Returns a path without links; undefined where it leads to nothing, the trouble where that cannot be asked. */
export function realPath(path: BytePath): { readonly path: BytePath } | Trouble | undefined {
  if (isRemote(path)) return { path };
  try {
    return { path: persist(() => realpathSync.native(toBytes(path === '' ? '.' : path), 'latin1')) };
  } catch (error) {
    const trouble = troubleOf(error, 'follow the link');
    return isAbsent(trouble.code) ? undefined : trouble;
  }
}

function troubleOf(error: unknown, doing: string): Trouble {
  return { code: errorCode(error) ?? 'EUNKNOWN', doing };
}
