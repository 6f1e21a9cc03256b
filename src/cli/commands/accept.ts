import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { type FindingCode, isFindingCode } from '../../model/finding.ts';
import type { AcceptFlags } from '../arguments/accept-flags.ts';
import { collect } from '../arguments/collect.ts';
import { withCommonFlags } from '../arguments/options.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable accept`. */
export function addAccept(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    program
      .command('accept')
      .summary('bless changes: write the next generation of a manifest')
      .argument('<dir>', 'the directory that was sealed')
      .optionsGroup('Accept:')
      .requiredOption('--reason <text>', 'why the changes are right; it stands in the manifest', parseReason)
      .option('--path <glob>', 'accept only what matches, as --exclude does (repeatable)', collect)
      .option('--code <code>', 'accept only paths all of whose findings are named (repeatable)', collectCode)
      .option('--manifest <file>', 'the manifest to follow; else DIR/restorable.sha256')
      .option('--dry-run', 'show what would be accepted, and write nothing; so it is without --yes')
      .option('--yes', 'write the next generation'),
  )
    .description(
      'Verifies, shows what it would bless, and with --yes writes the next generation of the manifest, chained to the last. Garbage is only accepted by the name of its code.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string, flags: AcceptFlags) => {
      const { acceptChanges } = await import('./accept-changes.ts');
      exit(await acceptChanges(named, flags));
    });
}

function parseReason(value: string): string {
  if (value.trim().length < 3)
    throw new InvalidArgumentError('It takes a reason that the next admin understands.');
  if (value.length > 1000) throw new InvalidArgumentError('It takes 1000 characters at most.');
  return value.trim();
}

function collectCode(value: string, before: readonly FindingCode[] = []): FindingCode[] {
  if (!isFindingCode(value)) throw new InvalidArgumentError(`There is no finding ${JSON.stringify(value)}.`);
  return [...before, value];
}

const HELP = `
EXAMPLES
  restorable accept /srv/backup --reason 'new server, ticket 4711'   shows alone
  restorable accept /srv/backup --reason 'rotated' --path 'log/**' --yes
  restorable accept /srv/backup --reason 'test image' --code zero-filled --yes

${EXIT_STATUS}
  here 0 says that nothing is left to complain of, and 1 that something is`;
