/**
 * Finds a file whose name a list spells otherwise than the disk. The one rule of all formats: where a name is not there, it
 * is compared, folded, with the names of its directory; exactly one that is equal is that file.
 */
import { type BytePath, join } from '../../model/path.ts';
import { composedName, foldsOf, mayHaveLost, outlinesOf, readingsOf } from './fold-name.ts';

/** What can be asked of the tree. */
export type Surroundings = {
  readonly exists: (path: BytePath) => boolean;
  /** Returns the names in a directory below the root; none where it is a link. */
  readonly names: (directory: BytePath) => readonly BytePath[];
};

/** Returns the path below the root that is there, under another spelling if need be; undefined where none is, or several are. */
export type SpellingFinder = (path: BytePath) => BytePath | undefined;

type Names = BytePath | BytePath[];
type FoldedDirectory = {
  readonly all: readonly BytePath[];
  readonly folds: ReadonlyMap<string, Names>;
  /** Made where a name that lost characters is asked for. */
  outlines?: ReadonlyMap<string, Names>;
};

/** So many names are kept folded; the directories that were folded first are forgotten. */
const MOST_NAMES = 1 << 20;

/** Creates the finder of a tree. Each directory is listed and folded once, when the first name in it is not there. */
export function createSpellingFinder({ exists, names }: Surroundings): SpellingFinder {
  const folded = new Map<BytePath, FoldedDirectory>();
  let kept = 0;
  const fold = (directory: BytePath): FoldedDirectory => {
    const known = folded.get(directory);
    if (known !== undefined) return known;
    const all = names(directory);
    for (const [oldest, { all: dropped }] of folded) {
      if (kept + all.length <= MOST_NAMES) break;
      folded.delete(oldest);
      kept -= dropped.length;
    }
    const fresh = { all, folds: indexed(all, foldsOf) };
    folded.set(directory, fresh);
    kept += all.length;
    return fresh;
  };
  return (path) => {
    let at: BytePath = '';
    for (const name of path.split('/')) {
      const literal = join(at, name);
      const other = exists(literal) ? name : nameIn(fold(at), name);
      if (other === undefined) return undefined;
      at = join(at, other);
    }
    return at;
  };
}

function nameIn(directory: FoldedDirectory, name: BytePath): BytePath | undefined {
  const equal = found(directory.folds, foldsOf(name));
  if (equal.length === 1) return equal[0];
  if (equal.length > 1) return sameCase(equal, name);
  directory.outlines ??= indexed(directory.all, outlinesOf);
  const alike = found(directory.outlines, outlinesOf(name)).filter((other) => mayHaveLost(name, other));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Of several names that differ in case alone, returns the one in the case of the list. */
function sameCase(names: readonly BytePath[], listed: BytePath): BytePath | undefined {
  const wanted = new Set(readingsOf(listed).map(composedName));
  const same = names.filter((name) => readingsOf(name).some((text) => wanted.has(composedName(text))));
  return same.length === 1 ? same[0] : undefined;
}

function indexed(
  names: readonly BytePath[],
  keysOf: (name: BytePath) => readonly string[],
): Map<string, Names> {
  const index = new Map<string, Names>();
  for (const name of names)
    for (const key of keysOf(name)) {
      const before = index.get(key);
      if (before === undefined) index.set(key, name);
      else if (typeof before === 'string') index.set(key, [before, name]);
      else before.push(name);
    }
  return index;
}

function found(index: ReadonlyMap<string, Names>, keys: readonly string[]): BytePath[] {
  return [...new Set(keys.flatMap((key) => index.get(key) ?? []))];
}
