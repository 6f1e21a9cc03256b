import { dirname, resolve } from 'node:path';
import { type SetFlags, withSetName } from '../arguments/set-flags.ts';
import { outputsOf, rejectClashes } from '../config/clashes.ts';
import { selectSets } from '../config/sets.ts';
import type { ScheduledJob } from './schedule-text.ts';

/** Returns the job that verifies sets; lock, ping and keep come from their file. Throws a Fault (2) as a run would. */
export function jobOfSets(
  flags: SetFlags & { readonly ping?: string },
  warn: (message: string) => void,
): ScheduledJob {
  const sets = selectSets(flags, warn);
  const { ping } = flags;
  rejectClashes(
    sets.map((set) => ({
      ...outputsOf(set),
      ...(ping === undefined ? {} : { ping: withSetName(ping, set.name) }),
    })),
  );
  const names = sets.map(({ name }) => name);
  const [only = 'sets', ...others] = flags.set === undefined ? [] : names;
  return {
    flags: [
      ...(flags.config === undefined ? [] : ['--config', resolve(flags.config)]),
      ...(flags.set === undefined ? ['--all-sets'] : names.flatMap((name) => ['--set', name])),
    ],
    about: `the backup sets ${names.join(', ')}`,
    roots: sets.flatMap((set) => set.roots),
    named: [],
    writes: [
      ...new Set(
        sets
          .flatMap((set) => outputsOf(set).report ?? [])
          .flatMap(({ file }) => (file === undefined ? [] : [dirname(file)])),
      ),
    ],
    name: others.length === 0 ? only : 'sets',
  };
}
