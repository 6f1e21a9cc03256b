import type { Finding } from '../../model/finding.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';

/** How many findings about directories below it a tally hands on. */
const MOST_TOLD = 1000;

/** Tallies of the directories that are open: the root, and those on the way to the one that is being read. */
export type Subtrees<T> = {
  /** The tally of a directory. Directories come in the order of a walk; those that it is not below are closed. */
  at(directory: BytePath): T;
  /** Closes all but the root and gives that. */
  end(): T;
};

type Open<T> = { readonly directory: BytePath; readonly tally: T };

/** Keeps a tally for every directory on the way; a closed one is handed over together with that of its parent. */
export function subtrees<T>(
  start: (directory: BytePath) => T,
  close: (closed: T, parent: T) => void,
): Subtrees<T> {
  const root: Open<T> = { directory: '', tally: start('') };
  const open: Open<T>[] = [];
  const top = (): Open<T> => open.at(-1) ?? root;
  const closeTop = (): void => {
    const closed = open.pop();
    if (closed !== undefined) close(closed.tally, top().tally);
  };
  return {
    at(directory) {
      while (open.length > 0 && !isWithin(directory, top().directory)) closeTop();
      const missing: BytePath[] = [];
      for (let at = directory; at !== top().directory; at = directoryOf(at)) missing.push(at);
      for (const at of missing.toReversed()) open.push({ directory: at, tally: start(at) });
      return top().tally;
    },
    end() {
      while (open.length > 0) closeTop();
      return root.tally;
    },
  };
}

/** Returns what counts every examined file in the tally of its directory. */
export function counting<T>(
  open: Subtrees<T>,
  count: (tally: T, file: ExaminedFile) => void,
): (spans: readonly DirectorySpan[]) => void {
  return (spans) => {
    for (const { directory, sightings } of spans) {
      const tally = open.at(directory);
      for (const sighting of sightings) count(tally, sighting);
    }
  };
}

/** Hands findings about closed directories to the one above, up to a bound. */
export function handUp(below: Finding[], told: readonly Finding[]): void {
  below.push(...told.slice(0, Math.max(0, MOST_TOLD - below.length)));
}

/** Whether a directory is another one or lies below it. */
export function isWithin(directory: BytePath, parent: BytePath): boolean {
  return parent === '' || directory === parent || directory.startsWith(`${parent}/`);
}

/** Returns the nearest directory that two directories both are or lie below. */
export function commonOf(a: BytePath, b: BytePath): BytePath {
  let common = a;
  while (!isWithin(b, common)) common = directoryOf(common);
  return common;
}
