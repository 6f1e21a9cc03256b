import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';

/** Where a list lies and what is around it. */
export type BasePlace = {
  /** The list itself, below the root. */
  readonly list: BytePath;
  /** Returns whether something exists at a safe path below the root. */
  readonly exists: (path: BytePath) => boolean;
  /** The root as the system names it, for lists with absolute paths or made above the root. */
  readonly root?: BytePath;
  /** Returns the names of the directories in a directory below the root. */
  readonly directories?: (directory: BytePath) => readonly BytePath[];
  /** Names of directories that the list itself gives for what it describes. */
  readonly named?: readonly BytePath[];
};

const DEEPEST = 64;
const MOST_BESIDE = 64;
const MOST_STEMS = 4;
const FOR_LISTS =
  /check|sum|hash|digest|md5|sha\d|verif|valid|metadata|manifest|mtree|fixity|integrity|mhl|par2|parity|recovery|sfv|crc|audit|torrent/i;

/** Returns whether a directory is by its name one that holds lists of what lies elsewhere, such as `metadata/checksums`. */
export function isForLists(directory: BytePath): boolean {
  return FOR_LISTS.test(directory);
}

/** Returns the directories above one, the nearest first; the root ('') is the last. */
export function directoriesAbove(directory: BytePath): BytePath[] {
  const found: BytePath[] = [];
  for (let at = directory; at !== '' && found.length < DEEPEST; ) {
    at = directoryOf(at);
    found.push(at);
  }
  return found;
}

/** Returns the directories beside a list that it is named after: `d/` and `d-1/` for `d-1.md5`, whether they exist or not. */
export function directoriesNamedBy({ list, named = [], exists }: BasePlace): BytePath[] {
  const own = directoryOf(list);
  const stems: BytePath[] = [];
  for (let name = nameOf(list); stems.length < MOST_STEMS; ) {
    const shorter = name.replace(/[-.+_ ][^-.+_ ]*$/, '');
    if (shorter === name || shorter === '') break;
    name = shorter;
    stems.push(name);
  }
  return [...named, ...stems].map((name) => join(own, name)).filter((path) => exists(path));
}

/**
 * Returns the directories beside a list, and those beside its own directory where that is for lists alone. One that holds a
 * list of the same name has its own.
 */
export function directoriesBeside(
  { list, exists, directories = () => [] }: BasePlace,
  isDedicated: boolean,
): BytePath[] {
  const own = directoryOf(list);
  const below = (directory: BytePath): BytePath[] =>
    directories(directory)
      .slice(0, MOST_BESIDE)
      .map((name) => join(directory, name));
  const around = isDedicated && own !== '' ? below(directoryOf(own)) : [];
  return [...below(own), ...around].filter(
    (directory) => directory !== own && !exists(join(directory, nameOf(list))),
  );
}
