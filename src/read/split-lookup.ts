import { type Below, listBelow, reachBelow } from '../disk/below.ts';
import { isTrouble } from '../disk/list.ts';
import { isThere, statPath } from '../disk/stat.ts';
import { type BytePath, directoryOf, join, nameOf } from '../model/path.ts';
import { type SplitSet, splitSetsIn } from '../voucher/split/split-set.ts';
import { headBelow, tailBelow } from './heads-beside.ts';

const MOST_KEPT = 64;

/**
 * What a file is in a file that was split: its first part, with all others in order and the name and size of the whole, or a
 * later one.
 */
export type PartOfSplit =
  | {
      readonly is: 'first';
      readonly whole: BytePath;
      readonly others: readonly BytePath[];
      readonly bytes: number;
      readonly isPaged: boolean;
    }
  | { readonly is: 'later'; readonly mayBeFilled: boolean };

/** Returns what a file is in a file that was split; undefined where it is no part of one. */
export type SplitLookup = (path: BytePath) => PartOfSplit | undefined;

/** Creates the lookup of split files below a root; those of the last directories are kept. */
export function createSplitLookup(below: Below): SplitLookup {
  const known = new Map<BytePath, ReadonlyMap<BytePath, PartOfSplit>>();
  const partsIn = (directory: BytePath): ReadonlyMap<BytePath, PartOfSplit> => {
    const kept = known.get(directory);
    if (kept !== undefined) return kept;
    const entries = listBelow(below, directory);
    const names = isTrouble(entries)
      ? []
      : entries.flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
    const sets = splitSetsIn(new Set(names), {
      size: (name) => sizeBelow(below, join(directory, name)),
      head: (name, length) => headBelow(below, join(directory, name), length),
      tail: (name, length) => tailBelow(below, join(directory, name), length),
    });
    const parts = new Map(sets.flatMap((set) => rolesIn(directory, set)));
    if (known.size >= MOST_KEPT) known.clear();
    known.set(directory, parts);
    return parts;
  };
  return (path) => partsIn(directoryOf(path)).get(nameOf(path));
}

function rolesIn(
  directory: BytePath,
  { stem, parts, isFirstThere, isPaged, isChecked, isText, bytes }: SplitSet,
): [BytePath, PartOfSplit][] {
  const others = parts.slice(1).map((name) => join(directory, name));
  return parts.flatMap((name, i): [BytePath, PartOfSplit][] => {
    if (i === 0 && isFirstThere)
      return [[name, { is: 'first', whole: join(directory, stem), others, bytes, isPaged }]];
    return isText ? [] : [[name, { is: 'later', mayBeFilled: isPaged || isChecked }]];
  });
}

function sizeBelow(below: Below, path: BytePath): number | undefined {
  const stat = reachBelow(below, path, 'look at it', statPath);
  return isThere(stat) ? stat.size : undefined;
}
