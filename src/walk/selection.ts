import { Fault } from '../model/fault.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../model/path.ts';

/** Returns whether a path is excluded from a run; an excluded directory is not entered. */
export type Selection = (path: BytePath) => boolean;

/**
 * Returns the selection that excludes what any pattern matches: a pattern without '/' matches the name at any depth,
 * one with '/' the whole path below the root. Globs are picomatch's; names that are not UTF-8 are matched with U+FFFD.
 * Undefined where there is no pattern. Throws a Fault (2) for what is not one.
 */
export async function excluding(patterns: readonly string[]): Promise<Selection | undefined> {
  if (patterns.length === 0) return undefined;
  const { default: picomatch } = await import('picomatch');
  for (const pattern of patterns) {
    refuseTrailingSlash(pattern);
    refuseInvalid(pattern, picomatch);
  }
  const names = patterns.filter((pattern) => !pattern.includes('/'));
  const paths = patterns
    .filter((pattern) => pattern.includes('/'))
    .map((pattern) => pattern.replace(/^\.?\//, ''));
  /** A name may contain line ends, and wildcards match them too. */
  const options = { dot: true, flags: 's' };
  const matchesName = picomatch(names, options);
  const matchesPath = picomatch(paths, options);
  return (path) =>
    (names.length > 0 && matchesName(toText(nameOf(path)))) ||
    (paths.length > 0 && matchesPath(toText(path)));
}

/**
 * Refuses a trailing '/': patterns are matched against paths, and no path ends in '/', so it would exclude nothing,
 * unnoticed.
 */
function refuseTrailingSlash(pattern: string): void {
  if (!pattern.endsWith('/')) return;
  const name = pattern.replace(/\/+$/, '');
  throw new Fault(2, `the pattern ${pattern} matches nothing`, `name the directory without '/': ${name}`);
}

function refuseInvalid(pattern: string, parse: (pattern: string) => unknown): void {
  try {
    parse(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const shown = JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern);
    throw new Fault(2, `${shown} is not a pattern (${why})`, "write a glob such as '*.tmp'", error);
  }
}

/** Returns whether a walk would not reach a path: it or a directory above it is excluded. */
export function isLeftOut(leaveOut: Selection | undefined, path: BytePath): boolean {
  if (leaveOut === undefined) return false;
  for (let at = path; at !== ''; at = directoryOf(at)) if (leaveOut(at)) return true;
  return false;
}
