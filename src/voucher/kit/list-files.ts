import { listBelow } from '../../disk/below.ts';
import { isTrouble, type ListedEntry, readLink } from '../../disk/list.ts';
import type { Kind, Trouble } from '../../model/entry.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';
import { noteHidden, withBelow } from './opening.ts';
import { placeBelow, realOf } from './place-below.ts';
import { statEntry } from './read-voucher-file.ts';

/** One path below a directory, as its directory lists it. */
export type ListedFile = {
  readonly path: BytePath;
  readonly kind: Kind;
  /** A directory with nothing in it. */
  readonly isEmpty?: boolean;
  /** Where a link points, as bytes. */
  readonly target?: BytePath;
};

/** Everything below a directory of a root in no order, without crossing a link; what cannot be listed is noted as hidden. */
export function* membersOf(root: BytePath, directory: BytePath): Generator<ListedFile, void, undefined> {
  const waiting = [directory];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    let count = 0;
    for (const { name, kind } of namesOf(root, at)) {
      count += 1;
      const path = join(at, name);
      if (kind === 'directory') waiting.push(path);
      else if (kind === 'link') yield { path, kind, target: targetOf(root, path) };
      else yield { path, kind };
    }
    yield { path: at, kind: 'directory', isEmpty: count === 0 };
  }
}

/** The entries of one directory; none where it is not there, and where it cannot be listed, which is noted as hidden. */
export function namesOf(root: BytePath, directory: BytePath): readonly ListedEntry[] {
  const entries = listedBelow(root, directory);
  if (!isTrouble(entries)) return entries;
  noteHidden(directory, entries);
  return [];
}

/** Lists a directory below the root, also through links that stay inside it: one that is swapped for a link leads nowhere. */
function listedBelow(root: BytePath, directory: BytePath): readonly ListedEntry[] | Trouble {
  return withBelow(root, (below) => {
    const entries = listBelow(below, directory);
    const place = isTrouble(entries) && entries.code === 'ENOTDIR' ? placeBelow(root, '', directory) : 'gone';
    if (typeof place === 'string' || place.inside === directory) return entries;
    return listBelow(below, place.inside);
  });
}

/** Where links lead, below one root. */
export type Links = {
  /** The path without links; nothing where it leads out of the root or to nothing. */
  follow(path: BytePath): BytePath | undefined;
  /** Whether links lead from a path to something out of the root, of which nothing but that is asked. */
  leadsOut(path: BytePath): boolean;
};

/** Follows links inside a root; the directories on the way are asked once each. */
export function linksBelow(root: BytePath): Links {
  const real = new Map<BytePath, BytePath | undefined>();
  const top = realOf(root, '');
  const directory = (path: BytePath): BytePath | undefined => {
    if (path === '') return '';
    if (!real.has(path)) real.set(path, below(realOf(join(root, path), path)));
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
      return statEntry(root, at)?.kind === 'link' ? below(realOf(join(root, at), at)) : at;
    },
    leadsOut(path) {
      const place = realOf(join(root, path), path);
      return place !== undefined && below(place) === undefined;
    },
  };
}

function targetOf(root: BytePath, path: BytePath): BytePath {
  const link = readLink(join(root, path));
  if (!isTrouble(link)) return link.target;
  noteHidden(path, link);
  return '';
}
