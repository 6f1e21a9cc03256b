import { Fault } from '../model/fault.ts';
import { type BytePath, toText, unsafeBecause } from '../model/path.ts';

/** The part of a tree that a list of paths names: each path, and everything below it where it is a directory. */
export type PathList = {
  /** How many different paths the list names. */
  readonly size: number;
  /** Returns whether a path is named, or lies below one that is. */
  has(path: BytePath): boolean;
  /** Returns whether a named path lies below this one. */
  leadsTo(path: BytePath): boolean;
  /** Creates a record of which named paths were reached. */
  watch(): Watch;
};

/** Receives the paths of a run; `unseen` returns the named ones that did not occur. */
export type Watch = { see(path: BytePath): void; unseen(): Generator<BytePath, void, undefined> };

const WHOLE = '/';

/**
 * Creates a path list below a root, in bytes; a leading `./`, a trailing `/` and empty paths are ignored. Throws a
 * Fault (2) where a path is absolute or contains '..', and where there are no paths.
 */
export function pathListOf(paths: Iterable<BytePath>): PathList {
  const keys: string[] = [];
  let number = 0;
  for (const path of paths) {
    number += 1;
    if (path !== '') keys.push(keyOf(path, number));
  }
  if (keys.length === 0)
    throw new Fault(
      2,
      '--files-from: the list is empty',
      'nothing would be checked: check the command that wrote the list',
    );
  keys.sort();
  const { tops, nested } = split(keys);
  /** Returns the position, among the top paths, of a path or of the one it lies below; -1 where there is none. */
  const placeOf = (key: string): number => {
    const at = lowerBound(tops, key);
    if (tops[at] === key) return at;
    return at > 0 && isBelow(key, tops[at - 1]) ? at - 1 : -1;
  };
  return {
    size: tops.length + nested.length,
    has: (path) => placeOf(`${path}/`) >= 0 || tops[0] === WHOLE,
    leadsTo(path) {
      const key = `${path}/`;
      return isBelow(tops[lowerBound(tops, key)] ?? '', key);
    },
    watch() {
      const seen = { tops: new Uint8Array(tops.length), nested: new Uint8Array(nested.length) };
      if (tops[0] === WHOLE) seen.tops[0] = 1;
      return {
        see(path) {
          const key = `${path}/`;
          const top = placeOf(key);
          if (top >= 0) seen.tops[top] = 1;
          if (nested.length === 0) return;
          const at = lowerBound(nested, key);
          if (nested[at] === key) seen.nested[at] = 1;
        },
        *unseen() {
          for (let i = 0, j = 0; i < tops.length || j < nested.length; ) {
            const isTop = i < tops.length && (j >= nested.length || (tops[i] ?? '') < (nested[j] ?? ''));
            const key = isTop ? tops[i] : nested[j];
            const isSeen = (isTop ? seen.tops[i] : seen.nested[j]) === 1;
            if (isTop) i += 1;
            else j += 1;
            if (!isSeen && key !== undefined) yield key.slice(0, -1);
          }
        },
      };
    },
  };
}

/** Returns a path with one '/' appended, so that what lies below it begins with it; '/' alone for the root. */
function keyOf(path: BytePath, number: number): string {
  const because = unsafeBecause(path);
  if (because !== undefined)
    throw new Fault(
      2,
      `--files-from: path ${number}, ${toText(path.replace(/\/$/, ''))}: ${because}`,
      path.includes('\0') ? 'paths separated by NUL are read with --null' : 'give paths relative to DIR',
    );
  const plain = isPlain(path)
    ? path
    : path
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .join('/');
  return plain.endsWith('/') ? plain : `${plain}/`;
}

function isPlain(path: BytePath): boolean {
  return !path.startsWith('.') && !path.includes('//') && !path.includes('/.');
}

type Split = { readonly tops: readonly string[]; readonly nested: readonly string[] };

/**
 * Splits sorted unique keys: those that lie below no other, in the same array because it may be long; and those that
 * do.
 */
function split(sorted: string[]): Split {
  const isWhole = sorted.includes(WHOLE);
  const nested: string[] = [];
  let length = 0;
  let last: string | undefined;
  for (const key of sorted) {
    if (key === last || key === WHOLE) continue;
    last = key;
    const top = length === 0 ? undefined : sorted[length - 1];
    if (isWhole || isBelow(key, top)) nested.push(key);
    else {
      sorted[length] = key;
      length += 1;
    }
  }
  sorted.length = length;
  return { tops: isWhole ? [WHOLE] : sorted, nested };
}

function isBelow(key: string, above: string | undefined): boolean {
  return above !== undefined && key.startsWith(above);
}

/** Returns the first position whose key does not precede this one. */
function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
