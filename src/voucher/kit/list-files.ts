import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { type BytePath, directoryOf, join, nameOf, toBytes } from '../../model/path.ts';
import { statEntry } from './read-voucher-file.ts';

/** One path below a directory, as its directory lists it. */
export type ListedFile = {
  readonly path: BytePath;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** A directory with nothing in it. */
  readonly isEmpty?: boolean;
  /** Where a link points, as bytes. */
  readonly target?: BytePath;
};

/** Everything below a directory of a root in no order, without crossing a link; what cannot be listed is left out. */
export function* membersOf(root: BytePath, directory: BytePath): Generator<ListedFile, void, undefined> {
  const waiting = [directory];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    let count = 0;
    for (const { name, kind } of namesOf(root, at)) {
      count += 1;
      const path = join(at, name);
      if (kind === 'directory') waiting.push(path);
      else if (kind === 'link') yield { path, kind, target: targetOf(join(root, path)) ?? '' };
      else yield { path, kind };
    }
    yield { path: at, kind: 'directory', isEmpty: count === 0 };
  }
}

/** The names in one directory; none where it cannot be listed. */
export function namesOf(
  root: BytePath,
  directory: BytePath,
): { readonly name: BytePath; readonly kind: ListedFile['kind'] }[] {
  try {
    return readdirSync(toBytes(join(root, directory)), { withFileTypes: true, encoding: 'latin1' }).map(
      (each) => ({
        name: each.name,
        kind: each.isFile()
          ? 'file'
          : each.isDirectory()
            ? 'directory'
            : each.isSymbolicLink()
              ? 'link'
              : 'other',
      }),
    );
  } catch {
    return [];
  }
}

/** Where links lead, below one root. */
export type Links = {
  /** The path without links; nothing where it leads out of the root or to nothing. */
  follow(path: BytePath): BytePath | undefined;
};

/** Follows links inside a root; the directories on the way are asked once each. */
export function linksBelow(root: BytePath): Links {
  const real = new Map<BytePath, BytePath | undefined>();
  const top = realOf(root);
  const directory = (path: BytePath): BytePath | undefined => {
    if (path === '') return '';
    if (!real.has(path)) real.set(path, below(realOf(join(root, path))));
    return real.get(path);
  };
  const below = (path: BytePath | undefined): BytePath | undefined => {
    if (path === undefined || top === undefined) return undefined;
    if (path === top) return '';
    const prefix = top === '/' ? '/' : `${top}/`;
    return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
  };
  return {
    follow(path) {
      const parent = directory(directoryOf(path));
      if (parent === undefined) return undefined;
      const at = join(parent, nameOf(path));
      return statEntry(root, at)?.kind === 'link' ? below(realOf(join(root, at))) : at;
    },
  };
}

function targetOf(path: BytePath): BytePath | undefined {
  try {
    return readlinkSync(toBytes(path), { encoding: 'latin1' });
  } catch {
    return undefined;
  }
}

function realOf(path: BytePath): BytePath | undefined {
  try {
    return realpathSync.native(toBytes(path === '' ? '.' : path), 'latin1');
  } catch {
    return undefined;
  }
}
