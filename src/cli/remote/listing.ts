/** What a remote tree has, as rclone lists it: compact, because it may be millions of files. */

import type { RemoteStat } from '../../disk/remote-channel.ts';
import type { Kind } from '../../model/entry.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';

/** Of an entry: kind, size, seconds, nanoseconds and the length of the name, before the name. */
const HEAD = 1 + 8 + 8 + 4 + 2;
const FIRST_BYTES = 128;
const KINDS: readonly Kind[] = ['file', 'directory', 'link'];
const LETTERS = 'fdl';

/** The entries of one directory, sorted by name where one is looked up. */
type Directory = {
  records: Buffer;
  used: number;
  count: number;
  /** Where the records begin, in the order of their names. */
  order: Uint32Array | undefined;
  /** It was listed whole. */
  isWhole: boolean;
};

/** The listing of a remote tree. */
export type Listing = {
  /** Adds an entry, and the directories above it. One that is known already is replaced. */
  put(path: BytePath, stat: RemoteStat): void;
  /** Forgets an entry that is gone. */
  drop(path: BytePath): void;
  /** Says that a directory, or every one, is listed whole. */
  whole(path: BytePath): void;
  allWhole(): void;
  isWhole(path: BytePath): boolean;
  /** Whether any link was put. */
  hasLinks(): boolean;
  /** Returns what lies at a path; undefined where nothing is known of it. */
  stat(path: BytePath): RemoteStat | undefined;
  /** Returns names of a directory from a place on, as many as fit, each with a letter before it and NUL behind; and where to go on, or 0. */
  names(path: BytePath, from: number, most: number): { readonly text: BytePath; readonly next: number };
};

/** Creates an empty listing. */
export function createListing(): Listing {
  const directories = new Map<BytePath, Directory>([['', emptyDirectory()]]);
  let isAllWhole = false;
  let hasLinks = false;

  const enter = (path: BytePath): Directory => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const made = emptyDirectory();
    directories.set(path, made);
    return made;
  };
  const at = (path: BytePath): number | undefined => {
    const directory = directories.get(directoryOf(path));
    return directory === undefined ? undefined : find(directory, nameOf(path));
  };
  const put = (path: BytePath, stat: RemoteStat): void => {
    const above = directoryOf(path);
    if (above !== '' && !directories.has(above)) put(above, DIRECTORY);
    if (stat.kind === 'directory') {
      if (directories.has(path)) return;
      enter(path);
    }
    append(enter(above), nameOf(path), stat);
  };
  return {
    put(path, stat) {
      hasLinks ||= stat.kind === 'link';
      const directory = directories.get(directoryOf(path));
      // While the tree is listed nothing is sorted, and so nothing is looked up.
      const place = directory?.order === undefined ? undefined : find(directory, nameOf(path));
      if (directory === undefined || place === undefined) put(path, stat);
      else write(directory.records, place, stat);
    },
    drop(path) {
      const place = at(path);
      const directory = directories.get(directoryOf(path));
      if (place !== undefined && directory !== undefined) directory.records[place] = GONE;
    },
    whole(path) {
      enter(path).isWhole = true;
    },
    allWhole() {
      isAllWhole = true;
    },
    hasLinks: () => hasLinks,
    isWhole: (path) => isAllWhole || directories.get(path)?.isWhole === true,
    stat(path) {
      if (path === '') return DIRECTORY;
      const place = at(path);
      const records = directories.get(directoryOf(path))?.records;
      return place === undefined || records === undefined ? undefined : read(records, place);
    },
    names(path, from, most) {
      const directory = directories.get(path);
      if (directory === undefined) return { text: '', next: 0 };
      const order = sorted(directory);
      let text = '';
      for (let index = from; index < order.length; index++) {
        const place = order[index] ?? 0;
        const kind = directory.records[place] ?? GONE;
        if (kind === GONE) continue;
        const name = nameAt(directory.records, place);
        if (text.length + name.length + 2 > most) return { text, next: index };
        text += `${LETTERS[kind]}${name}\0`;
      }
      return { text, next: 0 };
    },
  };
}

const DIRECTORY: RemoteStat = { kind: 'directory', size: 0, seconds: 0, nanoseconds: 0 };
const GONE = 255;

function emptyDirectory(): Directory {
  return { records: Buffer.alloc(0), used: 0, count: 0, order: undefined, isWhole: false };
}

function append(directory: Directory, name: BytePath, stat: RemoteStat): void {
  const needed = directory.used + HEAD + name.length;
  if (needed > directory.records.length) {
    const larger = Buffer.alloc(Math.max(FIRST_BYTES, needed, Math.ceil(directory.records.length * 1.5)));
    directory.records.copy(larger, 0, 0, directory.used);
    directory.records = larger;
  }
  write(directory.records, directory.used, stat);
  directory.records.writeUInt16LE(name.length, directory.used + HEAD - 2);
  directory.records.write(name, directory.used + HEAD, 'latin1');
  directory.used = needed;
  directory.count += 1;
  directory.order = undefined;
}

function write(records: Buffer, at: number, { kind, size, seconds, nanoseconds }: RemoteStat): void {
  records[at] = KINDS.indexOf(kind);
  records.writeDoubleLE(size, at + 1);
  records.writeDoubleLE(seconds, at + 9);
  records.writeUInt32LE(nanoseconds, at + 17);
}

function read(records: Buffer, at: number): RemoteStat | undefined {
  const kind = KINDS[records[at] ?? GONE];
  if (kind === undefined) return undefined;
  return {
    kind,
    size: records.readDoubleLE(at + 1),
    seconds: records.readDoubleLE(at + 9),
    nanoseconds: records.readUInt32LE(at + 17),
  };
}

function nameAt(records: Buffer, at: number): BytePath {
  const length = records.readUInt16LE(at + HEAD - 2);
  return records.toString('latin1', at + HEAD, at + HEAD + length);
}

/** Returns where the records begin, in the order of names; of several with one name the first. */
function sorted(directory: Directory): Uint32Array {
  if (directory.order !== undefined) return directory.order;
  const { records, count } = directory;
  const places = new Uint32Array(count);
  for (let index = 0, at = 0; index < count; index++) {
    places[index] = at;
    at += HEAD + records.readUInt16LE(at + HEAD - 2);
  }
  places.sort((a, b) => compareNames(records, a, b) || a - b);
  const once = places.filter((at, i) => i === 0 || compareNames(records, places[i - 1] ?? 0, at) !== 0);
  directory.order = once;
  return once;
}

function compareNames(records: Buffer, a: number, b: number): number {
  const [endA, endB] = [a, b].map((at) => at + HEAD + records.readUInt16LE(at + HEAD - 2));
  return records.compare(records, b + HEAD, endB, a + HEAD, endA);
}

function find(directory: Directory, name: BytePath): number | undefined {
  const order = sorted(directory);
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = order[middle] ?? 0;
    const found = nameAt(directory.records, place);
    if (found === name) return place;
    if (found < name) low = middle + 1;
    else high = middle;
  }
  return undefined;
}
