import { type Below, listBelow, withFileBelow } from '../disk/below.ts';
import { isTrouble, namesOf } from '../disk/list.ts';
import { fill } from '../disk/open.ts';
import { isAbsent } from '../model/entry.ts';
import { type BytePath, directoryOf, join, unsafeBecause } from '../model/path.ts';
import { type InFlight, isInFlight, isInFlightIn } from '../voucher/in-flight.ts';
import type { Handling, StorePlace } from '../voucher/kit/layout.ts';
import { type StoreKind, storeAt } from '../voucher/vouchers.ts';
import { CannotList } from './file.ts';

const MAX_KEPT = 10_000;
/** A store may read other files of up to this many bytes. */
const MAX_READ = 2 ** 28;

type Place = StorePlace & { readonly kind: StoreKind; readonly top: BytePath };

/** How a file is to be handled, and as part of which kind of store. */
export type StoreHandling = { readonly handling: Handling; readonly kind: StoreKind };

/** Looks up the stores that files lie in. Lists each directory above a file once; throws CannotList. */
export type StoreLookup = {
  /** Returns how a file of a size in bytes is to be handled as part of the store that it lies in, if any. */
  handlingOf(path: BytePath, size: number): StoreHandling | undefined;
  /** Returns where a file lies that is still being written, by its name; undefined for any other file. */
  inFlight(path: BytePath, size: number): InFlight | undefined;
  /** Returns the stores in which a path lies, the nearest first: the name of the format, and the top. */
  storesOf(path: BytePath): readonly { readonly format: string; readonly top: BytePath }[];
  /**
   * Returns which files below the top of a store prove themselves; undefined where it turns out to be none, or to be part of
   * a store that vouches itself.
   */
  owned(top: BytePath): ((path: BytePath) => boolean) | undefined;
};

/** Creates the lookup of stores below a root; the results for the last 10,000 directories are kept. */
export function createStoreLookup(below: Below): StoreLookup {
  const known = new Map<BytePath, readonly Place[]>();

  const namesBelow = (directory: BytePath): ReadonlySet<string> => {
    const entries = listBelow(below, directory);
    if (!isTrouble(entries)) return namesOf(entries);
    if (isAbsent(entries.code)) return new Set();
    throw new CannotList(entries);
  };

  const namesOrNone = (directory: BytePath): ReadonlySet<string> => {
    const entries = unsafeBecause(directory) === undefined ? listBelow(below, directory) : [];
    return isTrouble(entries) ? new Set() : namesOf(entries);
  };

  /** Returns the stores in which a directory lies, the nearest first. */
  const placesOf = (directory: BytePath): readonly Place[] => {
    const kept = known.get(directory);
    if (kept !== undefined) return kept;
    const above = directory === '' ? [] : placesOf(directoryOf(directory));
    const kind = storeAt(namesBelow(directory));
    const places = kind === undefined ? above : [createPlace(kind, directory), ...above];
    if (known.size >= MAX_KEPT) known.clear();
    known.set(directory, places);
    return places;
  };

  const createPlace = (kind: StoreKind, top: BytePath): Place => ({
    kind,
    top,
    read: (beside, length, from) =>
      unsafeBecause(beside) === undefined ? readSmall(below, join(top, beside), length, from) : undefined,
    names: (directory) => (directory === undefined ? namesBelow(top) : namesOrNone(join(top, directory))),
  });

  return {
    handlingOf(path, size) {
      const places = placesOf(directoryOf(path));
      // What yields may have to read files before it knows, so that it is asked last.
      for (const yields of [undefined, true] as const)
        for (const { kind, top, ...beside } of places) {
          if (kind.layout.yields !== yields) continue;
          const handling = kind.layout.handle(pathBelow(top, path), { size, ...beside });
          if (handling !== undefined) return { handling, kind };
        }
      return undefined;
    },
    owned(top) {
      const [place, ...above] = placesOf(top);
      if (place === undefined || place.top !== top) return undefined;
      const isPart = above.some(({ kind }) => kind.layout.vouches === true && kind !== place.kind);
      const isNested = above.some(
        (each) => each.kind === place.kind && each.kind.layout.owned?.(each) !== undefined,
      );
      return isPart || isNested ? undefined : place.kind.layout.owned?.(place);
    },
    storesOf(path) {
      return placesOf(directoryOf(path))
        .filter(
          ({ kind, ...place }) => kind.layout.owned === undefined || kind.layout.owned(place) !== undefined,
        )
        .map(({ kind, top }) => ({ format: kind.voucher.name, top }));
    },
    inFlight(path, size) {
      const places = placesOf(directoryOf(path));
      const isIn = ({ kind, top, ...beside }: Place): boolean =>
        isInFlightIn(kind.voucher.name, pathBelow(top, path), { size, ...beside });
      if (places.some(isIn)) return 'store';
      if (!isInFlight(path)) return undefined;
      return places.length > 0 ? 'store' : 'elsewhere';
    },
  };
}

function pathBelow(top: BytePath, path: BytePath): BytePath {
  return top === '' ? path : path.slice(top.length + 1);
}

/** Reads all bytes of a file that is not too big, or some of them; undefined whatever prevents it. */
function readSmall(below: Below, path: BytePath, length = Infinity, from = 0): Buffer | undefined {
  try {
    return withFileBelow(below, path, ({ descriptor, size }) => {
      const wanted = Math.max(0, Math.min(size - from, length));
      if (wanted > MAX_READ) return undefined;
      const bytes = Buffer.allocUnsafe(wanted);
      return bytes.subarray(0, fill(descriptor, bytes, wanted, from));
    });
  } catch {
    return undefined;
  }
}
