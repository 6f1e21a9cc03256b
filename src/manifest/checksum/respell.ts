import { type BytePath, fromText, unsafeBecause } from '../../model/path.ts';
import { doubleByteTexts } from '../spelling/code-pages.ts';
import type { SpellingFinder } from '../spelling/find-spelling.ts';
import type { ListName, ListNames } from './base.ts';
import { withSlashes } from './spellings.ts';

/** Where the names of a list lie, and how a path is found under another spelling. */
export type SpelledPlaces = {
  readonly find: SpellingFinder;
  /** Returns the path below the root of a name with slashes, whether anything is there or not. */
  readonly placeOf: (path: BytePath) => BytePath | undefined;
};

/**
 * Creates a function that finds the file of a name that is not there under another spelling. A file that the list names
 * itself, or that another name of it was found to be, is none: it would stand in for a lost one.
 */
export function createRespeller(
  names: () => ListNames,
  { find, placeOf }: SpelledPlaces,
): (name: ListName) => BytePath | undefined {
  const claimed = new Map<BytePath, BytePath>();
  let listed: ReadonlySet<BytePath> | undefined;
  const isFree = (found: BytePath, { path }: ListName): boolean => {
    listed ??= placesOf(names());
    return !listed.has(found) && (claimed.get(found) ?? path) === path;
  };
  const placesOf = (all: ListNames): ReadonlySet<BytePath> => {
    const places = new Set<BytePath>();
    for (const name of all) {
      const at = placeOf(withSlashes(name.path, name.escaped));
      if (at !== undefined) places.add(at);
    }
    return places;
  };
  return (name) => {
    for (const path of readPaths(name)) {
      const at = placeOf(path);
      const found = at === undefined || unsafeBecause(at) !== undefined ? undefined : find(at);
      if (found === undefined || !isFree(found, name)) continue;
      claimed.set(found, name.path);
      return found;
    }
    return undefined;
  };
}

/**
 * Returns the paths that a name may mean. Windows builds escape their backslashes too, and in code pages of East Asia a
 * backslash can be the second byte of a character.
 */
function readPaths({ path, escaped }: ListName): BytePath[] {
  const paths = [path, withSlashes(path, escaped), withSlashes(path, false)];
  for (const text of path.includes('\\') ? doubleByteTexts(path) : [])
    paths.push(withSlashes(fromText(text), false));
  return [...new Set(paths)];
}
