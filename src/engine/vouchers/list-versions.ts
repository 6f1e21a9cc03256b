import { type BytePath, directoryOf } from '../../model/path.ts';
import type { FoundList } from './found-list.ts';
import { type ListedEntries, listedOf } from './listed-entries.ts';

/** A list and what it records. */
type Versioned = { readonly found: FoundList; readonly entries: ListedEntries };

/**
 * Returns lists in their order, without what a later version of the same list supersedes: `SHA256SUMS.old` and those of
 * earlier dates only count for files that are there and that no later one names.
 */
export function withoutSuperseded<T extends Versioned>(
  lists: readonly T[],
  exists: (path: BytePath) => boolean,
): readonly T[] {
  const series = new Map<string, T[]>();
  for (const list of lists) {
    const { path, claim } = list.found;
    const key = `${directoryOf(path)}/${claim.series}`;
    series.set(key, [...(series.get(key) ?? []), list]);
  }
  const changed = new Map<T, T>();
  for (const versions of series.values()) {
    if (versions.length < 2) continue;
    const newest =
      versions
        .map(({ found }) => found.claim.rank)
        .toSorted()
        .at(-1) ?? '';
    const named = new Set<BytePath>();
    const latestFirst = versions.toSorted((a, b) => (a.found.claim.rank < b.found.claim.rank ? 1 : -1));
    for (const list of latestFirst) {
      const entries = listedOf(list.entries, (path) => !named.has(path) && exists(path));
      for (let i = 0; i < list.entries.length; i++) named.add(list.entries.pathAt(i));
      if (list.found.claim.rank < newest) changed.set(list, { ...list, entries });
    }
  }
  return lists.map((list) => changed.get(list) ?? list);
}
