import { dirname, resolve } from 'node:path';
import { type SetFlags, withSetName } from '../arguments/set-flags.ts';
import { notifiedOf, refuseClashes } from '../config/clashes.ts';
import { chosenSets } from '../config/sets.ts';
import type { ScheduledJob } from './schedule-text.ts';

/** What is scheduled where sets are named; lock, ping and keep are for the file to say. Throws a Fault (2) as a run would. */
export function jobOfSets(
  flags: SetFlags & { readonly ping?: string },
  warn: (message: string) => void,
): ScheduledJob {
  const sets = chosenSets(flags, warn);
  const { ping } = flags;
  refuseClashes(
    sets.map((set) => ({
      ...notifiedOf(set),
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
    roots: [],
    writes: [
      ...new Set(
        sets
          .flatMap((set) => notifiedOf(set).report ?? [])
          .flatMap(({ file }) => (file === undefined ? [] : [dirname(file)])),
      ),
    ],
    name: others.length === 0 ? only : 'sets',
  };
}
