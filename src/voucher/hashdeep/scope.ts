import { cleanPath } from '../../manifest/checksum/path.ts';
import { createResolver } from '../../manifest/checksum/resolve.ts';
import { type BytePath, join } from '../../model/path.ts';
import { spellingFinderOf } from '../kit/spelling-finder.ts';
import type { HashdeepList } from './record.ts';

/** Where the records of a list lie below the root. */
export type PlacedRecords = {
  /** A path for each record; nothing where it names a directory. */
  readonly placed: readonly (BytePath | undefined)[];
  readonly notes: string[];
  /** The directory of which it lists every file, where the header says so and all records lie in it. */
  readonly closed?: BytePath;
};

type Place = {
  readonly root: BytePath;
  readonly list: BytePath;
  readonly isThere: (path: BytePath) => boolean;
  readonly directories: (directory: BytePath) => readonly BytePath[];
};

/** Options of hashdeep with a value, and those that leave files out. */
const VALUED = /^-[a-zA-Z]*[cpiIkmMxXofFjW]$/;
const PARTIAL = /^-[a-zA-Z]*[bpimMxXkoaIf]/;

/** Places the records: absolute names by where they lie now, relative ones below the list or a directory above it. */
export function placeRecords(
  list: HashdeepList,
  { root, list: path, isThere, directories }: Place,
): PlacedRecords {
  const isWindows = /^[A-Za-z]:/.test(list.invokedFrom ?? '');
  const cleaned = list.records.map(({ name }) => cleanPath(name));
  const entries = list.records.map((record, i) => ({
    line: record.line,
    path: cleaned[i] ?? record.name,
    hex: record.digests[0]?.hex ?? '',
    algorithms: [],
    escaped: !isWindows,
  }));
  const resolver = createResolver(entries, {
    list: path,
    exists: isThere,
    root,
    directories,
    findSpelling: spellingFinderOf(root),
  });
  const placed = entries.map((entry, i) => {
    if (cleaned[i] === undefined) return undefined;
    const { path: at, danger } = resolver.resolve(entry);
    return danger === undefined ? at : entry.path;
  });
  const target = isWindows ? undefined : targetOf(list);
  const closed = target === undefined ? undefined : commonBase(cleaned, placed, target);
  const notes = resolver.notes();
  if (closed !== undefined) return { placed, notes, closed };
  notes.push('it is not known to list all files of a directory, so that additions are not told');
  return { placed, notes };
}

/** The one directory that hashdeep was told to go through, as the names of the records begin with it. */
function targetOf({ command, invokedFrom }: HashdeepList): BytePath | undefined {
  const [, ...words] = command?.split(' ') ?? [];
  const targets: string[] = [];
  const options: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) targets.push(word);
    else {
      options.push(word);
      if (VALUED.test(word)) i += 1;
    }
  }
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0 || options.some((each) => PARTIAL.test(each)))
    return undefined;
  if (!options.some((each) => /^-[a-zA-Z]*r/.test(each))) return undefined;
  const isRelative = options.some((each) => /^-[a-zA-Z]*l/.test(each));
  const plain = target === '.' || target === './' ? '' : (cleanPath(target.replace(/\/+$/, '')) ?? '');
  if (plain.split('/').includes('..')) return undefined;
  if (isRelative || plain.startsWith('/')) return plain;
  return invokedFrom === undefined ? undefined : join(invokedFrom, plain).replace(/\/$/, '');
}

/** The directory below the root that all records lie in, each at the place its name says. */
function commonBase(
  names: readonly (BytePath | undefined)[],
  placed: readonly (BytePath | undefined)[],
  from: BytePath,
): BytePath | undefined {
  let base: BytePath | undefined;
  for (const [i, name] of names.entries()) {
    const at = placed[i];
    if (name === undefined || at === undefined) return undefined;
    if (from !== '' && !name.startsWith(`${from}/`)) return undefined;
    const rest = from === '' ? name : name.slice(from.length + 1);
    if (at !== rest && !at.endsWith(`/${rest}`)) return undefined;
    const found = at === rest ? '' : at.slice(0, -rest.length - 1);
    if (base !== undefined && base !== found) return undefined;
    base = found;
  }
  return base;
}
