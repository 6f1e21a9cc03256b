import { Fault } from '../model/fault.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../model/path.ts';

/** Says whether a path is left out of a run; a directory that is left out is not entered. */
export type Selection = (path: BytePath) => boolean;

/**
 * Left out is what one of the patterns matches: a pattern without '/' matches the name at any depth, one with '/'
 * the whole path below the root. Globs are picomatch's; names that are not UTF-8 are matched with U+FFFD. Nothing where there is no pattern.
 */
export async function excluding(patterns: readonly string[]): Promise<Selection | undefined> {
  if (patterns.length === 0) return undefined;
  for (const pattern of patterns) refuseTrailingSlash(pattern);
  const { default: picomatch } = await import('picomatch');
  const names = patterns.filter((pattern) => !pattern.includes('/'));
  const paths = patterns
    .filter((pattern) => pattern.includes('/'))
    .map((pattern) => pattern.replace(/^\.?\//, ''));
  /** A name may have line ends in it, and a wildcard means them too. */
  const options = { dot: true, flags: 's' };
  const matchesName = picomatch(names, options);
  const matchesPath = picomatch(paths, options);
  return (path) =>
    (names.length > 0 && matchesName(toText(nameOf(path)))) ||
    (paths.length > 0 && matchesPath(toText(path)));
}

/** A pattern is held against paths, and no path ends in '/': it would leave out nothing, and nobody would notice. */
function refuseTrailingSlash(pattern: string): void {
  if (!pattern.endsWith('/')) return;
  const name = pattern.replace(/\/+$/, '');
  throw new Fault(2, `the pattern ${pattern} matches nothing`, `name the directory without '/': ${name}`);
}

/** Whether a walk would not come to a path: it or a directory above it is left out. */
export function isLeftOut(leaveOut: Selection | undefined, path: BytePath): boolean {
  if (leaveOut === undefined) return false;
  for (let at = path; at !== ''; at = directoryOf(at)) if (leaveOut(at)) return true;
  return false;
}
