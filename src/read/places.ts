import type { Store, Taken } from '../detect/stores/store.ts';
import { storeAt } from '../detect/stores/stores.ts';
import { type BytePath, directoryOf } from '../model/path.ts';
import { namesIn } from '../walk/walk.ts';

const MOST_KEPT = 10_000;

type Place = { readonly store: Store; readonly top: BytePath };

/** Says how a file is to be taken by the store that it lies in, if any: one listing for every directory above it. */
export type Places = (path: BytePath, size: number) => Taken | undefined;

/** Looks for stores below a root; what was found of the last 10,000 directories is kept. */
export function makePlaces(root: BytePath): Places {
  const known = new Map<BytePath, readonly Place[]>();

  /** The stores that a directory lies in, the nearest first. */
  const placesOf = (directory: BytePath): readonly Place[] => {
    const kept = known.get(directory);
    if (kept !== undefined) return kept;
    const above = directory === '' ? [] : placesOf(directoryOf(directory));
    const store = storeAt(namesIn(directory === '' ? root : `${root}/${directory}`));
    const places = store === undefined ? above : [{ store, top: directory }, ...above];
    if (known.size >= MOST_KEPT) known.clear();
    known.set(directory, places);
    return places;
  };

  return (path, size) => {
    for (const { store, top } of placesOf(directoryOf(path))) {
      const taken = store.take(top === '' ? path : path.slice(top.length + 1), { size });
      if (taken !== undefined) return taken;
    }
    return undefined;
  };
}
