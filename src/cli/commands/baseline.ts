import { compare } from '../../engine/commands/compare.ts';
import type { RunEvents, RunOptions } from '../../engine/run.ts';
import { Fault } from '../../model/fault.ts';
import { findRoots } from '../arguments/roots.ts';
import { systemContext } from '../run-context.ts';

/** Returns a function that compares a root with an older generation. Throws a Fault (2) if that does not exist. */
export async function compareWith(
  baseline: string,
): Promise<(root: string, options: RunOptions) => RunEvents> {
  const [old, ...others] = await findRoots([baseline]);
  if (old === undefined || others.length > 0)
    throw new Fault(2, `${baseline}: --baseline takes exactly one generation`, 'name it by its path');
  return (root, options) => compare(old, root, options, systemContext());
}
