import { empty } from '../../flow/empty.ts';
import { excluding } from '../../walk/selection.ts';
import { checkTree } from '../check-tree.ts';
import { openRoot } from '../root.ts';
import type { RunContext, RunEvents, RunOptions } from '../run.ts';

/** Looks for garbage in a tree, without any manifest. */
export async function* scan(named: string, options: RunOptions, surroundings: RunContext): RunEvents {
  const root = openRoot(named);
  yield* checkTree(
    {
      command: 'scan',
      root,
      leaveOut: await excluding(options.exclude ?? [], root.directory),
      vouchers: [],
      findings: [],
      entries: empty,
      wanted: () => [],
      scopeOf: () => 'none',
      exempt: new Set(),
      digests: [],
      isVain: false,
      hasParts: true,
    },
    options,
    surroundings,
  );
}
