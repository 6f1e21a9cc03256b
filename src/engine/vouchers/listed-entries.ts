/**
 * What lists record of files below a root, as tables: an entry becomes an object when its turn comes, so that a list of a million
 * names takes little more memory than its bytes.
 */
import { createNumbers } from '../../flow/numbers.ts';
import { mergeEntries, orderKey } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';

/** The entries of one list in its order. */
export type ListedEntries = {
  readonly length: number;
  readonly pathAt: (index: number) => BytePath;
  /** The entry at a place; undefined beyond the end. */
  readonly at: (index: number) => ManifestEntry | undefined;
};

const CHUNK = 512;
/** So many bytes of a path, after what all paths begin with, are compared as one number. */
const COMPARED = 6;

/** Returns entries that are objects already as a table. */
export function listedSome(entries: readonly ManifestEntry[]): ListedEntries {
  return {
    length: entries.length,
    pathAt: (index) => entries[index]?.path ?? '',
    at: (index) => entries[index],
  };
}

/** Returns the entries of tables as one, in their order. */
export function listedTogether(tables: readonly ListedEntries[]): ListedEntries {
  const filled = tables.filter(({ length }) => length > 0);
  const [only] = filled;
  if (filled.length === 1 && only !== undefined) return only;
  const starts: number[] = [];
  let length = 0;
  for (const table of filled) {
    starts.push(length);
    length += table.length;
  }
  const placeOf = (index: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const inTable = <T>(index: number, of: (table: ListedEntries, at: number) => T): T | undefined => {
    const place = placeOf(index);
    const table = filled[place];
    return table === undefined ? undefined : of(table, index - (starts[place] ?? 0));
  };
  return {
    length,
    pathAt: (index) => inTable(index, (table, at) => table.pathAt(at)) ?? '',
    at: (index) => inTable(index, (table, at) => table.at(at)),
  };
}

/** Returns the entries of a table whose paths satisfy a test. */
export function listedOf(entries: ListedEntries, isKept: (path: BytePath) => boolean): ListedEntries {
  const kept = createNumbers(Uint32Array);
  for (let i = 0; i < entries.length; i++) if (isKept(entries.pathAt(i))) kept.push(i);
  if (kept.length() === entries.length) return entries;
  return {
    length: kept.length(),
    pathAt: (index) => entries.pathAt(kept.at(index)),
    at: (index) => (index < kept.length() ? entries.at(kept.at(index)) : undefined),
  };
}

/** Yields the entries of lists, all of which are files, in path order; those of one path merged. */
export async function* sortedListed(
  lists: readonly ListedEntries[],
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  const all = listedTogether(lists);
  const order = pathOrder(all);
  let last: ManifestEntry | undefined;
  for (let from = 0; from < all.length; from += CHUNK) {
    const merged: ManifestEntry[] = [];
    for (let i = from; i < Math.min(from + CHUNK, all.length); i++) {
      const entry = all.at(order?.[i] ?? i);
      if (entry === undefined) continue;
      if (last !== undefined && orderKey(last) === orderKey(entry)) last = mergeEntries([last, entry]);
      else {
        if (last !== undefined) merged.push(last);
        last = entry;
      }
    }
    yield merged;
  }
  if (last !== undefined) yield [last];
}

/** Returns the places of entries in the order of their paths, equal ones in their own; undefined where that is their own. */
function pathOrder({ length, pathAt }: ListedEntries): Uint32Array | undefined {
  let prefix = pathAt(0);
  let isOrdered = true;
  for (let i = 1, before = prefix; i < length; i++) {
    const path = pathAt(i);
    if (path < before) isOrdered = false;
    before = path;
    while (!path.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  if (isOrdered) return undefined;
  const keys = new Float64Array(length);
  for (let i = 0; i < length; i++) keys[i] = keyOf(pathAt(i), prefix.length);
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order.toSorted((a, b) => {
    const byKey = (keys[a] ?? 0) - (keys[b] ?? 0);
    if (byKey !== 0) return byKey;
    const [one, other] = [pathAt(a), pathAt(b)];
    return one < other ? -1 : one > other ? 1 : a - b;
  });
}

function keyOf(path: BytePath, from: number): number {
  let key = 0;
  for (let at = from; at < from + COMPARED; at++)
    key = key * 256 + (at < path.length ? path.charCodeAt(at) : 0);
  return key;
}
