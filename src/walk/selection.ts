import { Fault } from '../model/fault.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../model/path.ts';
import { type Pattern, parsePattern, refuseSystemPaths } from './pattern.ts';

/** Returns whether a path is excluded from a run; an excluded directory is not entered. */
export type Selection = (path: BytePath, isDirectory?: boolean) => boolean;

/**
 * Returns the selection that excludes what any pattern matches: a pattern without '/' matches the name at any depth,
 * one with '/' the whole path below the root, and one that ends in '/' directories alone. Globs are picomatch's; names
 * that are not UTF-8 are matched with U+FFFD. Undefined where there is no pattern. Throws a Fault (2) for what is not
 * one, or could never match, as one that begins with the path of `root` on the system.
 */
export async function excluding(
  patterns: readonly string[],
  root?: BytePath,
): Promise<Selection | undefined> {
  if (patterns.length === 0) return undefined;
  if (root !== undefined) refuseSystemPaths(patterns, toText(root));
  const { default: picomatch } = await import('picomatch');
  const parsed = patterns.map((pattern) => {
    const each = parsePattern(pattern);
    refuseInvalid(pattern, picomatch);
    return each;
  });
  const matcherOf = (ofDirectories: boolean): ((path: BytePath) => boolean) => {
    const compiled = (kind: Pattern['matches']): ((text: string) => boolean) | undefined => {
      const chosen = parsed.filter((each) => each.matches === kind && each.isOfDirectories === ofDirectories);
      const globs = chosen.map(({ glob }) => glob);
      // A name may contain line ends, and wildcards match them too.
      return globs.length === 0 ? undefined : picomatch(globs, { dot: true, flags: 's' });
    };
    const [matchesName, matchesPath] = [compiled('name'), compiled('path')];
    return (path) => matchesName?.(toText(nameOf(path))) === true || matchesPath?.(toText(path)) === true;
  };
  const [ofAll, ofDirectories] = [matcherOf(false), matcherOf(true)];
  return (path, isDirectory = false) => ofAll(path) || (isDirectory && ofDirectories(path));
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
export function isLeftOut(leaveOut: Selection | undefined, path: BytePath, isDirectory = false): boolean {
  if (leaveOut === undefined) return false;
  if (path !== '' && leaveOut(path, isDirectory)) return true;
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) if (leaveOut(at, true)) return true;
  return false;
}
