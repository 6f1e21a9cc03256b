import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import { parsePercent } from '../arguments/units.ts';
import { EXIT_STATUS } from '../exit.ts';

type Flags = CommonFlags & {
  readonly maxShrink?: number;
  readonly read?: boolean;
  readonly strong?: boolean;
};

/** Adds `restorable compare`. */
export function addCompare(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    program
      .command('compare')
      .summary('hold a new generation against an old one')
      .argument('<old>', 'a directory, or a manifest of seal')
      .argument('<new>', 'a directory, or a manifest of seal')
      .optionsGroup('Generations:')
      .option(
        '--max-shrink <percent>',
        'how much fewer files or bytes there may be (default: 20%)',
        parsePercent,
      )
      .option('--read', 'read the directories, even where they have a manifest')
      .option('--strong', 'compare the strong digests of manifests (sha256) where xxh64 would do'),
  )
    .description(
      'Says what was added, removed, changed and moved, and whether a change is ordinary or turned files to garbage. Ordinary change is a note.',
    )
    .addHelpText('after', HELP)
    .action(async (before: string, after: string, { maxShrink, read, strong, ...flags }: Flags) => {
      const { findRoots } = await import('../arguments/roots.ts');
      const [old, ...others] = await findRoots([before]);
      const roots = await findRoots([after]);
      if (old === undefined || others.length > 0 || roots.length !== 1)
        throw new Fault(2, 'compare takes one old and one new generation', 'name each by its path');
      const [{ conductRoots }, { compare }] = await Promise.all([
        import('./run-command.ts'),
        import('../../engine/commands/compare.ts'),
      ]);
      const extra = { isRead: read === true, strong: strong === true };
      const gates = maxShrink === undefined ? {} : { gates: { maxShrink } };
      const conducted = await conductRoots('compare', roots, flags, (root, options, world) =>
        compare(old, root, { ...options, ...extra, ...gates }, world),
      );
      exit(conducted.exit);
    });
}

const HELP = `
A directory with a manifest at its top is taken by that manifest, any other is
read once.

EXAMPLES
  restorable compare /srv/db-2026-11-20 /srv/db-2026-11-21   before the sign-off
  restorable compare /root/old.sha256 /mnt/new    with a manifest kept elsewhere
  restorable compare --fail-on note OLD NEW       any difference is exit 1

${EXIT_STATUS}`;
