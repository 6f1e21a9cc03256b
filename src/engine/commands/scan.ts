import { excluding } from '../../walk/selection.ts';
import { check, none } from '../check-tree.ts';
import { openRoot } from '../root.ts';
import type { RunEvents, RunOptions, Surroundings } from '../run.ts';

/** Looks for garbage in a tree, without any manifest. */
export async function* scan(named: string, options: RunOptions, surroundings: Surroundings): RunEvents {
  const root = openRoot(named);
  yield* check(
    {
      command: 'scan',
      root,
      leaveOut: await excluding(options.exclude ?? []),
      vouchers: [],
      findings: [],
      promises: none,
      wanted: () => [],
      scopeOf: () => 'none',
      exempt: new Set(),
      digests: [],
      isVain: false,
    },
    options,
    surroundings,
  );
}
