/**
 * The entries of a list as rows of numbers and bytes: a list of a million names takes its names and digests and twenty bytes more
 * each. An entry becomes an object when it is asked for.
 */
import { createNumbers, type Numbers } from '../../flow/numbers.ts';
import { createPackedTexts } from '../../flow/packed-texts.ts';
import { createTextIndex, type TextIndex } from '../../flow/text-index.ts';
import type { BytePath } from '../../model/path.ts';
import type { ChecksumEntry } from './entries.ts';

/** Entries in the order of their list. */
export type EntryTable = Iterable<ChecksumEntry> & {
  readonly length: number;
  /** The entry at a place; undefined beyond the end. */
  readonly at: (index: number) => ChecksumEntry | undefined;
};

/** A table while it is filled. */
export type GrowingTable = {
  readonly length: () => number;
  push(entry: ChecksumEntry): void;
  /** Returns the place of the entry of a path that has the same candidates for its algorithm. */
  placeOf(entry: ChecksumEntry): number | undefined;
  at(index: number): ChecksumEntry | undefined;
  /** Replaces an entry by a later one of the same path. */
  replace(index: number, entry: ChecksumEntry): void;
  /** Adds sizes where entries have none. */
  addSizes(sizes: ReadonlyMap<BytePath, number>): void;
  end(isKept?: (entry: ChecksumEntry) => boolean): EntryTable;
};

/** What many entries share. */
type Kind = { readonly algorithms: readonly string[]; readonly escaped: boolean };

/** Creates an empty table. */
export function createEntryTable(): GrowingTable {
  const paths = createPackedTexts('latin1');
  const digests = createPackedTexts('hex');
  const lines = createNumbers(Uint32Array);
  const kindOf = createNumbers(Uint16Array);
  const kinds: Kind[] = [];
  const later = new Map<number, ChecksumEntry>();
  const indexes = new Map<readonly string[], TextIndex>();
  let sizes: Numbers | undefined;

  const indexFor = ({ algorithms }: ChecksumEntry): TextIndex => {
    const index = indexes.get(algorithms) ?? createTextIndex(paths.at);
    indexes.set(algorithms, index);
    return index;
  };
  const numberOf = ({ algorithms, escaped }: Kind): number => {
    const known = kinds.findIndex((kind) => kind.algorithms === algorithms && kind.escaped === escaped);
    return known < 0 ? kinds.push({ algorithms, escaped }) - 1 : known;
  };
  const setSize = (index: number, size: number): void => {
    sizes ??= createNumbers(Float64Array);
    // 0 stands for no size.
    while (sizes.length() <= index) sizes.push(0);
    sizes.set(index, size + 1);
  };
  const at = (index: number): ChecksumEntry | undefined => {
    const replaced = later.get(index);
    const kind = kinds[kindOf.at(index)];
    if (replaced !== undefined || kind === undefined || index >= paths.length()) return replaced;
    const size = sizes?.at(index) ?? 0;
    const [path, hex] = [paths.at(index), digests.at(index)];
    const entry = { line: lines.at(index), path, hex, algorithms: kind.algorithms, escaped: kind.escaped };
    return size === 0 ? entry : { ...entry, size: size - 1 };
  };
  return {
    length: paths.length,
    push(entry) {
      indexFor(entry).add(entry.path, paths.length());
      paths.push(entry.path);
      digests.push(entry.hex);
      lines.push(entry.line);
      kindOf.push(numberOf(entry));
      if (entry.size !== undefined) setSize(paths.length() - 1, entry.size);
    },
    placeOf: (entry) => indexFor(entry).find(entry.path),
    at,
    replace: (index, entry) => later.set(index, entry),
    addSizes(known) {
      for (let i = 0; i < paths.length(); i++) {
        const entry = at(i);
        const size = entry === undefined || entry.size !== undefined ? undefined : known.get(entry.path);
        if (entry === undefined || size === undefined) continue;
        if (later.has(i)) later.set(i, { ...entry, size });
        else setSize(i, size);
      }
    },
    end(isKept) {
      indexes.clear();
      return isKept === undefined
        ? tableOf(paths.length(), at)
        : selected(tableOf(paths.length(), at), isKept);
    },
  };
}

/** Returns entries that are objects already as a table. */
export function tableOfSome(entries: readonly ChecksumEntry[]): EntryTable {
  return tableOf(entries.length, (index) => entries[index]);
}

function selected(table: EntryTable, isKept: (entry: ChecksumEntry) => boolean): EntryTable {
  const kept = createNumbers(Uint32Array);
  for (let i = 0; i < table.length; i++) {
    const entry = table.at(i);
    if (entry !== undefined && isKept(entry)) kept.push(i);
  }
  return tableOf(kept.length(), (index) => (index < kept.length() ? table.at(kept.at(index)) : undefined));
}

function tableOf(length: number, at: EntryTable['at']): EntryTable {
  return {
    length,
    at,
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) {
        const entry = at(i);
        if (entry !== undefined) yield entry;
      }
    },
  };
}
