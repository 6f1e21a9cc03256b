import { compare } from '../../engine/commands/compare.ts';
import type { RunEvents, RunOptions } from '../../engine/run.ts';
import { Fault } from '../../model/fault.ts';
import { findRoots } from '../arguments/roots.ts';
import { systemContext } from '../run-context.ts';

/** What compares a root with an older generation, after it was verified. Throws a Fault (2) where that is not there. */
export async function against(baseline: string): Promise<(root: string, options: RunOptions) => RunEvents> {
  const [old, ...others] = await findRoots([baseline]);
  if (old === undefined || others.length > 0)
    throw new Fault(2, `${baseline}: --baseline takes one generation`, 'name it by its path');
  return (root, options) => compare(old, root, options, systemContext());
}
