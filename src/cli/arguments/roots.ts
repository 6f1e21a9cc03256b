import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openRoot } from '../../engine/root.ts';
import { Fault } from '../../model/fault.ts';
import { isRemoteName, type RemoteOptions } from '../remote/name.ts';

const GLOB = /[*?[\]{}!()]/;

/**
 * Returns the named directories and files as absolute paths. What exists is taken literally; anything else that looks like
 * a glob is expanded, in the order of names. Remote trees are opened where the command says how. Throws a Fault (2) if one does not
 * exist, so that nothing is checked.
 */
export async function findRoots(named: readonly string[], remote?: RemoteOptions): Promise<string[]> {
  const roots = await expandRoots(named, remote);
  for (const root of roots) openRoot(root);
  return roots;
}

/** Does the same for what must be one root. Throws a Fault (2) that says so if it is none or several. */
export async function findOneRoot(named: readonly string[], wanted: string): Promise<string> {
  const roots = await findRoots(named);
  const [root] = roots;
  if (root === undefined || roots.length > 1)
    throw new Fault(2, `${wanted}, not ${roots.length}`, `name it by its path, such as ${roots.at(-1)}`);
  return root;
}

/** Does the same for roots that need not exist. Throws a Fault (2) if a glob matches nothing. */
export async function expandRoots(named: readonly string[], remote?: RemoteOptions): Promise<string[]> {
  const roots: string[] = [];
  for (const name of named) {
    if (name === '') throw new Fault(2, 'empty path', 'name a directory; is a variable not set?');
    if (isRemoteName(name)) roots.push(await (await import('../remote/mount.ts')).mountRemote(name, remote));
    else if (existsSync(name) || !GLOB.test(name)) roots.push(resolve(name));
    else roots.push(...(await expand(name)));
  }
  return [...new Set(roots)];
}

async function expand(pattern: string): Promise<string[]> {
  const { default: glob } = await import('fast-glob');
  const found = await glob(pattern, { onlyFiles: false, markDirectories: false, dot: false });
  if (found.length === 0)
    throw new Fault(2, `${pattern}: matches nothing`, `see what is there: ls -d ${pattern}`);
  return found.toSorted().map((path) => resolve(path));
}
