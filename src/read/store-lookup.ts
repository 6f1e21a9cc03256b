import { type BytePath, directoryOf, join, unsafeBecause } from '../model/path.ts';
import type { Handling, Store } from '../voucher/kit/layout.ts';
import { storeAt } from '../voucher/layouts.ts';
import { namesIn } from '../walk/walk.ts';
import { fill, statOf, withFile } from './file.ts';

const MOST_KEPT = 10_000;
/** A store may ask for files of up to so many bytes. */
const MOST_READ = 2 ** 28;

type Place = { readonly store: Store; readonly top: BytePath };

/** How a file is to be taken, and by which store. */
export type StoreHandling = { readonly taken: Handling; readonly store: Store };

/** Says how a file is to be taken by the store that it lies in, if any: one listing for every directory above it. */
export type StoreLookup = (path: BytePath, size: number) => StoreHandling | undefined;

/** Looks for stores below a root; what was found of the last 10,000 directories is kept. */
export function createStoreLookup(root: BytePath): StoreLookup {
  const known = new Map<BytePath, readonly Place[]>();

  const namesBelow = (directory: BytePath): ReadonlySet<string> =>
    namesIn(directory === '' ? root : `${root}/${directory}`);

  /** The stores that a directory lies in, the nearest first. */
  const placesOf = (directory: BytePath): readonly Place[] => {
    const kept = known.get(directory);
    if (kept !== undefined) return kept;
    const above = directory === '' ? [] : placesOf(directoryOf(directory));
    const store = storeAt(namesBelow(directory));
    const places = store === undefined ? above : [{ store, top: directory }, ...above];
    if (known.size >= MOST_KEPT) known.clear();
    known.set(directory, places);
    return places;
  };

  return (path, size) => {
    for (const { store, top } of placesOf(directoryOf(path))) {
      const taken = store.handle(top === '' ? path : path.slice(top.length + 1), {
        size,
        read: (beside, length) =>
          unsafeBecause(beside) === undefined ? readSmall(root, join(top, beside), length) : undefined,
        names: () => namesBelow(top),
      });
      if (taken !== undefined) return { taken, store };
    }
    return undefined;
  };
}

/** All bytes of a file that is not too big, or the first ones; undefined whatever stands in the way. */
function readSmall(root: BytePath, path: BytePath, length = Infinity): Buffer | undefined {
  try {
    return withFile(root, path, (descriptor) => {
      const stat = statOf(descriptor);
      const wanted = Math.min(Number(stat.size), length);
      if (!stat.isFile() || wanted > MOST_READ) return undefined;
      const bytes = Buffer.allocUnsafe(wanted);
      return bytes.subarray(0, fill(descriptor, bytes));
    });
  } catch {
    return undefined;
  }
}
