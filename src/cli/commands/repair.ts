import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { collect } from '../arguments/collect.ts';
import { collectCodes } from '../arguments/finding-codes.ts';
import { withManifestDir } from '../arguments/manifest-flags.ts';
import { withCommonFlags } from '../arguments/options.ts';
import type { RepairFlags } from '../arguments/repair-flags.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable repair`. */
export function addRepair(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    withManifestDir(
      program
        .command('repair')
        .summary('restore damaged and missing files from a second copy')
        .argument('<dir>', 'the directory that was sealed')
        .optionsGroup('Repair:')
        .requiredOption('--from <replica>', 'the second copy, a directory with the same paths')
        .option('--path <glob>', 'repair only paths that match, as --exclude does (repeatable)', collect)
        .option(
          '--code <code>',
          'repair only what has one of these findings, such as changed, which may be meant (repeatable)',
          collectCodes,
        )
        .option(
          '--manifest <file>',
          'the manifest that both copies are checked against (default: DIR/restorable.sha256)',
        )
        .option(
          '--aside <dir>',
          'where to keep the damaged bytes and the record of the repair (default: DIR.damaged-TIME)',
        )
        .option('--dry-run', 'show what would be restored without writing; the default without --yes')
        .option('--yes', 'restore the files, and verify the directory afterwards'),
    ),
  )
    .description(
      'Verifies a directory by its strong digests, shows which damaged and missing files a second copy can give back, and with --yes restores those whose bytes in the copy are what the manifest promises. What is replaced is kept aside.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string, flags: RepairFlags) => {
      const { repairTree } = await import('./repair-tree.ts');
      exit(await repairTree(named, flags));
    });
}

const HELP = `
EXAMPLES
  restorable repair /srv/backup --from /mnt/replica         only shows
  restorable repair /srv/backup --from /mnt/replica --yes
  restorable repair /srv/backup --from /mnt/replica --path 'mail/**' --yes
  restorable repair /srv/backup --from /mnt/replica --code changed --yes

${EXIT_STATUS}
  here 0 means that nothing is damaged, or no longer; 1 that something is`;
