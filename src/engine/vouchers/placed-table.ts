import { createNumbers } from '../../flow/numbers.ts';
import { createPackedTexts } from '../../flow/packed-texts.ts';
import type { EntryTable } from '../../manifest/checksum/entry-table.ts';
import type { BytePath } from '../../model/path.ts';
import type { Resolved } from './guess-algorithm.ts';

/** Entries of a list with the paths that they mean, in the order of the list, held as bytes. */
export type PlacedTable = Iterable<Resolved> & {
  readonly length: number;
  readonly pathAt: (index: number) => BytePath;
  /** The entry at a place with its path; undefined beyond the end. */
  readonly at: (index: number) => Resolved | undefined;
};

/** A table while it is filled. */
export type GrowingPlaces = {
  /** Adds the path of the entry at a place of the list. */
  push(place: number, path: BytePath): void;
  end(): PlacedTable;
};

/** Creates an empty table of where entries of a list lie. */
export function createPlacedTable(entries: EntryTable): GrowingPlaces {
  const paths = createPackedTexts('latin1');
  const places = createNumbers(Uint32Array);
  return {
    push(place, path) {
      places.push(place);
      paths.push(path);
    },
    end: () =>
      tableOf(places.length(), paths.at, (index) => {
        const entry = index < places.length() ? entries.at(places.at(index)) : undefined;
        return entry === undefined ? undefined : { entry, path: paths.at(index) };
      }),
  };
}

/** Returns the entries of a table whose paths satisfy a test. */
export function placedOf(placed: PlacedTable, isKept: (path: BytePath) => boolean): PlacedTable {
  const kept = createNumbers(Uint32Array);
  for (let i = 0; i < placed.length; i++) if (isKept(placed.pathAt(i))) kept.push(i);
  const count = kept.length();
  if (count === placed.length) return placed;
  return tableOf(
    count,
    (index) => placed.pathAt(kept.at(index)),
    (index) => (index < count ? placed.at(kept.at(index)) : undefined),
  );
}

function tableOf(length: number, pathAt: PlacedTable['pathAt'], at: PlacedTable['at']): PlacedTable {
  return {
    length,
    pathAt,
    at,
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) {
        const each = at(i);
        if (each !== undefined) yield each;
      }
    },
  };
}
