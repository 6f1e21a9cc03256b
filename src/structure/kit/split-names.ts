import type { BytePath } from '../../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf } from './extensions.ts';

/** The names of a file that was split: what it was called, its parts in order, and the names of those that are not there. */
export type SplitNames = {
  /** The name without counter: `x.tar.gz` of `x.tar.gz.aa`. */
  readonly stem: BytePath;
  readonly parts: readonly BytePath[];
  readonly gaps: readonly BytePath[];
  /** Whether the counter is one of letters, as split(1) has it by default. */
  readonly isAlpha: boolean;
  /** Anything may be numbered so: only the content of the whole says that it was split. */
  readonly isLoose: boolean;
};

/** A name that may be the first or the second of a set: what is before the counter, the counter, and a suffix for all. */
const SEED =
  /^(.*?)(a{1,4}|a{1,3}b|(?<=[._-])(?:A{1,4}|A{1,3}B)|0{1,4}[012]|(?<=part[-_]?)[012])(\.[A-Za-z]\w{0,7})?$/;
/** Any other number with which counting begins, and letters that stand before two extensions. */
const LOOSE = /(?<!\d)0*[01](?!\d)|(?<=^x|[._-])a{1,4}(?=(?:\.[A-Za-z]\w{0,7}){2}$)/g;
/** What stands between the name and the counter. */
const BETWEEN = /[._-]?(?:part|vol)?[._-]?$/;
/** What comes before a number that counts parts. */
const COUNTS = /(?:[._-]|part|vol|^x)$/i;
/** What says that the number after it is that of a part. */
const OF_PART = /(?:part|vol|volume|chunk|piece|disk|split|slice)[ ._-]?$/i;
/** As many names after one that is not there are looked up. */
const LOOK_AHEAD = 4;
const MOST_PARTS = 100_000;

/** Returns the sets of numbered parts among names, each of at least two; which of them are of one file only sizes and content say. */
export function splitNamesIn(names: ReadonlySet<string>): SplitNames[] {
  const sets: SplitNames[] = [];
  const taken = new Set<string>();
  for (const name of [...names].filter(mayBeginSplit).toSorted()) {
    if (taken.has(name)) continue;
    const set = setFrom(name, names) ?? looseFrom(name, names);
    if (set === undefined) continue;
    for (const part of set.parts) taken.add(part);
    sets.push(set);
  }
  return sets;
}

/** Returns whether a name may be that of the first or the second part of a set. */
export function mayBeginSplit(name: BytePath): boolean {
  return SEED.test(name) || name.search(LOOSE) >= 0;
}

/** Returns the set of a name by the last counter in it that others have too: three, or two that are called parts. */
function looseFrom(name: BytePath, names: ReadonlySet<string>): SplitNames | undefined {
  for (const { 0: counter, index } of [...name.matchAll(LOOSE)].toReversed()) {
    const before = name.slice(0, index);
    const after = name.slice(index + counter.length);
    const isAlpha = counter.startsWith('a');
    const found = follow((count) => before + count + after, counter, names, isAlpha, false);
    if (found.parts.length < (OF_PART.test(before) ? 2 : 3)) continue;
    const stem = before.replace(BETWEEN, '') + (CONTENT_EXTENSIONS.has(extensionOf(name)) ? after : '');
    return { stem: stem === '' ? name : stem, isAlpha, isLoose: true, ...found };
  }
  return undefined;
}

function setFrom(name: BytePath, names: ReadonlySet<string>): SplitNames | undefined {
  const [, prefix = '', counter = '', suffix = ''] = SEED.exec(name) ?? [];
  const isAlpha = /^a/i.test(counter);
  // Of a name such as `dataaa` the longest counter that the next names bear out is taken.
  for (let width = counter.length; width >= Math.min(2, counter.length); width--) {
    const before = prefix + counter.slice(0, counter.length - width);
    // A number that is only the end of a longer one counts something else.
    if (!isAlpha && !COUNTS.test(before)) continue;
    const from = counter.slice(-width);
    const first = firstOf(from, isAlpha);
    const nameOf = (count: string): BytePath => before + count + suffix;
    const isHex = !isAlpha && names.has(nameOf('a'.padStart(first.length, '0')));
    const found = follow(nameOf, first, names, isAlpha, isHex);
    const stem = before.replace(BETWEEN, '');
    if (found.parts.length >= 2)
      return { stem: stem === '' ? before : stem, isAlpha, isLoose: false, ...found };
  }
  return undefined;
}

/** Returns the first counter of a set by its first one that is there; numbers begin with 0 or 1. */
function firstOf(counter: string, isAlpha: boolean): string {
  if (isAlpha) return counter.charAt(0).repeat(counter.length);
  return counter.endsWith('2') ? counter.replace(/2$/, '1') : counter;
}

function follow(
  nameOf: (counter: string) => BytePath,
  first: string,
  names: ReadonlySet<string>,
  isAlpha: boolean,
  isHex: boolean,
): Pick<SplitNames, 'parts' | 'gaps'> {
  const parts: BytePath[] = [];
  const gaps: BytePath[] = [];
  let passed: BytePath[] = [];
  for (let counter: string | undefined = first; counter !== undefined && parts.length < MOST_PARTS; ) {
    const name = nameOf(counter);
    if (names.has(name)) {
      parts.push(name);
      gaps.push(...passed);
      passed = [];
    } else passed.push(name);
    if (passed.length > LOOK_AHEAD) break;
    counter = wider(counter, isAlpha, (each) => names.has(nameOf(each))) ?? nextOf(counter, isAlpha, isHex);
  }
  return { parts, gaps };
}

function nextOf(counter: string, isAlpha: boolean, isHex: boolean): string | undefined {
  if (isHex) return nextHex(counter);
  if (!isAlpha) return `${Number(counter) + 1}`.padStart(counter.length, '0');
  const kept = counter.replace(/z+$|Z+$/, '');
  const last = kept.charCodeAt(kept.length - 1);
  if (kept === '') return undefined;
  const begin = /[A-Z]/.test(counter) ? 'A' : 'a';
  return kept.slice(0, -1) + String.fromCharCode(last + 1) + begin.repeat(counter.length - kept.length);
}

function nextHex(counter: string): string {
  return (Number.parseInt(counter, 16) + 1).toString(16).padStart(counter.length, '0');
}

/** Returns the counter that split(1) goes on with where it runs out of short ones: `zaaa` after `yz`, `9000` after `89`. */
function wider(counter: string, isAlpha: boolean, isThere: (counter: string) => boolean): string | undefined {
  const isLast = isAlpha ? /^y+z+$|^z*yz$/.test(counter) : /^9*89+$/.test(counter);
  if (!isLast) return undefined;
  const head = counter.replace(isAlpha ? /yz+$/ : /89+$/, '') + (isAlpha ? 'z' : '9');
  const next = head + (isAlpha ? 'a' : '0').repeat(counter.length + 1);
  return isThere(next) ? next : undefined;
}
