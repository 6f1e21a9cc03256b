import { Fault } from '../model/fault.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../model/path.ts';
import { growthOf, parseExpression } from './expression.ts';
import { linearMatcher } from './linear-matcher.ts';
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
  const parsed = patterns.map((pattern) => ({
    ...parsePattern(pattern),
    fits: matcherOfGlob(pattern, picomatch.makeRe),
  }));
  const matcherOf = (ofDirectories: boolean): ((path: BytePath) => boolean) => {
    const compiled = (kind: Pattern['matches']): ((text: string) => boolean) | undefined => {
      const chosen = parsed.filter((each) => each.matches === kind && each.isOfDirectories === ofDirectories);
      return chosen.length === 0 ? undefined : (text) => chosen.some(({ fits }) => fits(text));
    };
    const [matchesName, matchesPath] = [compiled('name'), compiled('path')];
    return (path) => matchesName?.(toText(nameOf(path))) === true || matchesPath?.(toText(path)) === true;
  };
  const [ofAll, ofDirectories] = [matcherOf(false), matcherOf(true)];
  return (path, isDirectory = false) => ofAll(path) || (isDirectory && ofDirectories(path));
}

type MakeRe = (glob: string, options: { dot: boolean; flags: string }) => RegExp | false;

/** As many steps as matching a name may take with a matcher that goes back, which most often takes fewer. */
const MOST_STEPS = 2 ** 16;

/** Returns whether a text matches the glob of a pattern, in time that grows as the text does. Throws a Fault (2). */
function matcherOfGlob(pattern: string, makeRe: MakeRe): (text: string) => boolean {
  const { glob } = parsePattern(pattern);
  const expression = expressionOf(pattern, glob, makeRe);
  const parts = parseExpression(expression.source);
  const growth = parts === undefined ? Infinity : growthOf(parts);
  if (growth <= 1) return (text) => text === glob || expression.test(text);
  const linear = parts === undefined ? undefined : linearMatcher(parts);
  if (linear === undefined)
    throw new Fault(
      2,
      `the pattern ${shown(pattern)} may take for ever to match`,
      'write several simpler ones',
    );
  return (text) =>
    text === glob || (text.length ** growth > MOST_STEPS ? linear(text) : expression.test(text));
}

function expressionOf(pattern: string, glob: string, makeRe: MakeRe): RegExp {
  try {
    // A name may contain line ends, and wildcards match them too.
    const made = makeRe(glob, { dot: true, flags: 's' });
    if (made !== false) return made;
    throw new Error('no expression');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault(2, `${shown(pattern)} is not a pattern (${why})`, "write a glob such as '*.tmp'", error);
  }
}

function shown(pattern: string): string {
  return JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern);
}

/** Returns whether a walk would not reach a path: it or a directory above it is excluded. */
export function isLeftOut(leaveOut: Selection | undefined, path: BytePath, isDirectory = false): boolean {
  if (leaveOut === undefined) return false;
  if (path !== '' && leaveOut(path, isDirectory)) return true;
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) if (leaveOut(at, true)) return true;
  return false;
}
