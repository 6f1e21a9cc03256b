import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openRoot } from '../../engine/root.ts';
import { Fault } from '../../model/fault.ts';

const GLOB = /[*?[\]{}!()]/;

/**
 * The directories and files that were named, as absolute paths: what exists is taken as it is, what does not and looks
 * like a glob is expanded, in order of name. Throws a Fault (2) where one is not there: then nothing is checked.
 */
export async function findRoots(named: readonly string[]): Promise<string[]> {
  const roots = await expandRoots(named);
  for (const root of roots) openRoot(root);
  return roots;
}

/** The same for roots that need not be there. Throws a Fault (2) where a glob matches nothing. */
export async function expandRoots(named: readonly string[]): Promise<string[]> {
  const roots: string[] = [];
  for (const name of named) {
    if (name === '') throw new Fault(2, 'an empty path', 'name a directory; perhaps a variable is not set');
    if (existsSync(name) || !GLOB.test(name)) roots.push(resolve(name));
    else roots.push(...(await expand(name)));
  }
  return [...new Set(roots)];
}

async function expand(pattern: string): Promise<string[]> {
  const { default: glob } = await import('fast-glob');
  const found = await glob(pattern, { onlyFiles: false, markDirectories: false, dot: false });
  if (found.length === 0)
    throw new Fault(2, `${pattern}: matches nothing`, `look what is there: ls -d ${pattern}`);
  return found.toSorted().map((path) => resolve(path));
}
