import type { DirectoryEvent, FindingEvent } from '../model/event.ts';
import { FINDING_CODES, type FindingCode } from '../model/finding.ts';
import type { ShownFinding } from './finding-lines.ts';
import { comparingRank, keepWorst } from './top-findings.ts';

const MOST_DIRECTORIES = 10_000;
/** What stands for others lies near the top; a path may have thousands of directories. */
const DEEPEST = 64;
/** How many findings are kept to choose from when it is known which directories stand for some. */
const MOST_KEPT = 10_000;

/** The findings that a person reads, within a limit. */
export type Fold = {
  see(event: FindingEvent | DirectoryEvent): void;
  /** Returns what is shown: what is about many files first, then by path. */
  shown(): readonly ShownFinding[];
};

/** What is known of a directory: the files below it, undefined where it was not read, and findings below it by code. */
type Sum = { files: number | undefined; readonly counts: Map<FindingCode, number> };

/**
 * Keeps the worst findings up to a limit, and one in place of all those that say the same of every file of a directory: that
 * the directory is gone, or that all of it is new or has no digest. Does without that beyond 10,000 directories, and where
 * the tree was not walked to its end, so that a directory may be there.
 */
export function createFold(limit: number): Fold {
  const single = keepWorst<FindingEvent>(limit);
  const alike: FindingEvent[] = [];
  const samples = new Map<FindingCode, FindingEvent>();
  const directories = new Map<string, Sum>();
  const sumOf = (path: string): Sum => {
    const sum = directories.get(path) ?? { files: undefined, counts: new Map() };
    if (directories.size < MOST_DIRECTORIES) directories.set(path, sum);
    return sum;
  };
  return {
    see(event) {
      if (event.type === 'directory') {
        if (event.pathBytes === undefined) sumOf(event.path).files = event.files;
        return;
      }
      const { code, path, pathBytes } = event;
      if (!isFolded(code) || pathBytes !== undefined) return single.see(event);
      if (!samples.has(code)) samples.set(code, event);
      for (const each of directoriesOf(path)) count(sumOf(each).counts, code);
      if (alike.length < MOST_KEPT) alike.push(event);
    },
    shown() {
      const isKnown = directories.size < MOST_DIRECTORIES && directories.get('')?.files !== undefined;
      const whole = isKnown ? wholeDirectories(directories) : [];
      const standing = whole.flatMap(({ path, code, below }) => {
        const sample = samples.get(code);
        if (sample === undefined) return [];
        const { detail: _, ...event } = sample;
        return [{ event: { ...event, path }, below }];
      });
      const keys = new Set(whole.map(({ path, code }) => keyOf(code, path)));
      const others = alike.filter(
        ({ code, path }) => ![...directoriesOf(path)].some((above) => keys.has(keyOf(code, above))),
      );
      const all = [
        ...single.shown.map((event) => ({ event, below: 0 })),
        ...standing,
        ...others.map((event) => ({ event, below: 0 })),
      ];
      return all
        .toSorted((a, b) => comparingRank(a.event, b.event))
        .slice(0, limit)
        .toSorted(inOrder);
    },
  };
}

/** Returns the highest directories of which a code says the same of every file, with how many findings that are. */
function wholeDirectories(directories: ReadonlyMap<string, Sum>): Whole[] {
  const whole = [...directories].flatMap(([path, { files, counts }]) =>
    [...counts].flatMap(([code, below]) => (isWhole(code, below, files) ? [{ path, code, below }] : [])),
  );
  const keys = new Set(whole.map(({ path, code }) => keyOf(code, path)));
  return whole.filter(
    ({ path, code }) =>
      path === '' || ![...directoriesOf(path)].some((above) => keys.has(keyOf(code, above))),
  );
}

type Whole = { readonly path: string; readonly code: FindingCode; readonly below: number };

/** Whether a person reads one line of it where it goes for all files of a directory. */
function isFolded(code: FindingCode): boolean {
  const { bytes } = FINDING_CODES[code];
  return bytes === 'gone' || bytes === 'new';
}

/** A directory that was not read is gone; else all its files have the finding. */
function isWhole(code: FindingCode, below: number, files: number | undefined): boolean {
  if (below < 2) return false;
  const { bytes } = FINDING_CODES[code];
  return bytes === 'gone' ? files === undefined : files !== undefined && below >= files;
}

function keyOf(code: FindingCode, path: string): string {
  return `${code} ${path}`;
}

function count(counts: Map<FindingCode, number>, code: FindingCode): void {
  counts.set(code, (counts.get(code) ?? 0) + 1);
}

function inOrder({ event: a }: ShownFinding, { event: b }: ShownFinding): number {
  const isOfMany = ({ code }: FindingEvent): number => (FINDING_CODES[code].weight === 'one' ? 1 : 0);
  return isOfMany(a) - isOfMany(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** Yields the directories above a path that are at most 64 deep, from the top. */
function* directoriesOf(path: string): Generator<string, void, undefined> {
  yield '';
  let depth = 0;
  for (let slash = path.indexOf('/', 1); slash > 0 && depth < DEEPEST; slash = path.indexOf('/', slash + 1)) {
    yield path.slice(0, slash);
    depth += 1;
  }
}
