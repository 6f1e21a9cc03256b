import { type Below, listBelow, withFileBelow } from '../disk/below.ts';
import { isTrouble, namesOf } from '../disk/list.ts';
import { fill } from '../disk/open.ts';
import { isAbsent } from '../model/entry.ts';
import { type BytePath, directoryOf, join, unsafeBecause } from '../model/path.ts';
import type { Handling } from '../voucher/kit/layout.ts';
import { type StoreKind, storeAt } from '../voucher/vouchers.ts';
import { CannotList } from './file.ts';

const MAX_KEPT = 10_000;
/** A store may read other files of up to this many bytes. */
const MAX_READ = 2 ** 28;

type Place = { readonly kind: StoreKind; readonly top: BytePath };

/** How a file is to be handled, and as part of which kind of store. */
export type StoreHandling = { readonly handling: Handling; readonly kind: StoreKind };

/**
 * Returns how a file is to be handled as part of the store that it lies in, if any. Lists each directory above it once;
 * throws CannotList.
 */
export type StoreLookup = (path: BytePath, size: number) => StoreHandling | undefined;

/** Creates the lookup of stores below a root; the results for the last 10,000 directories are kept. */
export function createStoreLookup(below: Below): StoreLookup {
  const known = new Map<BytePath, readonly Place[]>();

  const namesBelow = (directory: BytePath): ReadonlySet<string> => {
    const entries = listBelow(below, directory);
    if (!isTrouble(entries)) return namesOf(entries);
    if (isAbsent(entries.code)) return new Set();
    throw new CannotList(entries);
  };

  /** Returns the stores in which a directory lies, the nearest first. */
  const placesOf = (directory: BytePath): readonly Place[] => {
    const kept = known.get(directory);
    if (kept !== undefined) return kept;
    const above = directory === '' ? [] : placesOf(directoryOf(directory));
    const kind = storeAt(namesBelow(directory));
    const places = kind === undefined ? above : [{ kind, top: directory }, ...above];
    if (known.size >= MAX_KEPT) known.clear();
    known.set(directory, places);
    return places;
  };

  return (path, size) => {
    for (const { kind, top } of placesOf(directoryOf(path))) {
      const handling = kind.layout.handle(top === '' ? path : path.slice(top.length + 1), {
        size,
        read: (beside, length) =>
          unsafeBecause(beside) === undefined ? readSmall(below, join(top, beside), length) : undefined,
        names: () => namesBelow(top),
      });
      if (handling !== undefined) return { handling, kind };
    }
    return undefined;
  };
}

/** Reads all bytes of a file that is not too big, or the first ones; undefined whatever prevents it. */
function readSmall(below: Below, path: BytePath, length = Infinity): Buffer | undefined {
  try {
    return withFileBelow(below, path, ({ descriptor, size }) => {
      const wanted = Math.min(size, length);
      if (wanted > MAX_READ) return undefined;
      const bytes = Buffer.allocUnsafe(wanted);
      return bytes.subarray(0, fill(descriptor, bytes));
    });
  } catch {
    return undefined;
  }
}
