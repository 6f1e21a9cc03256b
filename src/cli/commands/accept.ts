import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import type { AcceptFlags } from '../arguments/accept-flags.ts';
import { BadValue } from '../arguments/bad-value.ts';
import { collect } from '../arguments/collect.ts';
import { collectCodes } from '../arguments/finding-codes.ts';
import { withManifestDir } from '../arguments/manifest-flags.ts';
import { withCommonFlags } from '../arguments/options.ts';
import { withSetFlags } from '../arguments/set-flags.ts';
import { withSignatureFlags } from '../arguments/signature-flags.ts';
import { runNamedOrSets } from '../config/run.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable accept`. */
export function addAccept(program: Command, exit: (code: ExitCode) => void): void {
  const added = withCommonFlags(
    withSignatureFlags(
      withManifestDir(
        program
          .command('accept')
          .summary('accept changes: write the next generation of a manifest')
          .argument('[dir]', 'the directory that was sealed')
          .optionsGroup('Accept:')
          .requiredOption(
            '--reason <text>',
            'why the changes are right; recorded in the manifest',
            parseReason,
          )
          .option('--path <glob>', 'accept only paths that match, as --exclude does (repeatable)', collect)
          .option(
            '--code <code>',
            'accept only paths with no other findings than these (repeatable)',
            collectCodes,
          )
          .option('--manifest <file>', 'the manifest to replace (default: DIR/restorable.sha256)')
          .option('--dry-run', 'show what would be accepted without writing; the default without --yes')
          .option('--yes', 'write the next generation of the manifest')
          .option('--sign <file>', 'sign the next generation with this key, as seal does'),
      ),
    ),
  );
  withSetFlags(added)
    .description(
      'Verifies a directory, shows which changes it would accept, and with --yes writes the next generation of the manifest, chained to the last. Garbage is accepted only with --code.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string | undefined, flags: AcceptFlags, command: Command) => {
      const { acceptChanges } = await import('./accept-changes.ts');
      exit(await runNamedOrSets(command, named === undefined ? [] : [named], flags, acceptChanges));
    });
}

function parseReason(value: string): string {
  if (value.trim().length < 3) throw new BadValue('a reason that the next admin will understand');
  if (value.length > 1000) throw new BadValue('at most 1000 characters');
  return value.trim();
}

const HELP = `
EXAMPLES
  restorable accept /srv/backup --reason 'new server, ticket 4711'   only shows
  restorable accept /srv/backup --reason 'rotated' --path 'log/**' --yes
  restorable accept /srv/backup --reason 'test image' --code zero-filled --yes
  restorable accept --set mail --reason 'ticket 4711'

LISTS IN THE TREE
  Checksum lists, sidecars, bags and other manifests are checked in the same
  read. Where one contradicts the tree nothing is written, unless every such
  code is named: --code changed.

${EXIT_STATUS}
  here 0 means that no finding is left, and 1 that some are`;
