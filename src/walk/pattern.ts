import { Fault } from '../model/fault.ts';

/** A pattern as it is matched: by the name at any depth or by the whole path, and perhaps directories alone. */
export type Pattern = {
  readonly glob: string;
  readonly matches: 'name' | 'path';
  readonly isOfDirectories: boolean;
};

/**
 * Parses a pattern: without '/' before its end it matches names at any depth, with one the whole path below the root;
 * a '/' at its end makes it match directories alone. Throws a Fault (2) for what could never match, or would not mean
 * what the same text means to gitignore, rsync or restic.
 */
export function parsePattern(pattern: string): Pattern {
  const isOfDirectories = pattern.endsWith('/');
  const bare = pattern.replace(/\/+$/, '');
  const glob = bare.replace(/^\.?\//, '');
  refuseUnmatched(pattern, glob);
  return { glob, matches: bare.includes('/') ? 'path' : 'name', isOfDirectories };
}

/** Refuses a pattern that names a place below the root by its path on the system. Throws a Fault (2). */
export function refuseSystemPaths(patterns: readonly string[], root: string): void {
  const top = root.endsWith('/') ? root : `${root}/`;
  for (const pattern of patterns) {
    if (!`${pattern}/`.startsWith(top) || top === '/') continue;
    const below = pattern.slice(top.length - 1).replace(/^\/*/, '/');
    throw refused(pattern, 'it is matched against paths below the root', `write ${quoted(below)}`);
  }
}

function refuseUnmatched(pattern: string, glob: string): void {
  if (pattern === '')
    throw new Fault(2, 'empty pattern', "write a glob such as '*.tmp'; is a variable not set?");
  if (glob === '' || glob === '.')
    throw refused(pattern, 'it names the root itself', 'name what lies below it');
  if (/^!(?!\()/.test(pattern))
    throw refused(
      pattern,
      'patterns cannot be negated',
      'write patterns that match only what is to be left out',
    );
  if (/(?<!\\)(?:\\\\)*\\[a-z0-9]/i.test(glob))
    throw refused(
      pattern,
      "'\\' takes the meaning from a character of a glob, and separates nothing",
      `write ${quoted(glob.replaceAll('\\', '/').replace(/^[a-z]:/i, ''))}`,
    );
  const names = glob.split('/');
  if (names.includes('..'))
    throw refused(pattern, "no path below the root has '..'", 'write the path from the root on');
  if (names.includes('.') || names.includes(''))
    throw refused(pattern, 'no path is written like that', `write ${quoted(cleaned(names))}`);
  if (names[0] === '~' && names.length > 1)
    throw refused(pattern, "'~' was not expanded", 'write the path from the root on');
}

function cleaned(names: readonly string[]): string {
  return `/${names.filter((name) => name !== '' && name !== '.').join('/')}`;
}

function refused(pattern: string, why: string, hint: string): Fault {
  return new Fault(2, `the pattern ${quoted(pattern)} matches nothing as it is meant: ${why}`, hint);
}

function quoted(pattern: string): string {
  return JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern);
}
