import { type Command, Option } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { namesSets, type SetFlags, withSetFlags } from '../arguments/set-flags.ts';
import type { StatusFlags } from '../arguments/status-flags.ts';
import { parseDuration, parsePercent } from '../arguments/units.ts';

const HOUR = 3_600_000;

/** Adds `restorable status`. */
export function addStatus(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('status')
    .summary('report the last runs at once, from their journals')
    .argument('[root...]', 'roots to report (default: all with a journal)')
    .addOption(
      new Option('--warn-age <duration>', 'WARNING if the last run is older than this')
        .argParser(parseDuration)
        .default(26 * HOUR, '26h'),
    )
    .addOption(
      new Option('--crit-age <duration>', 'CRITICAL if the last run is older than this')
        .argParser(parseDuration)
        .default(50 * HOUR, '50h'),
    )
    .option(
      '--warn-coverage <percent>',
      'WARNING if less of the bytes was checked against a digest',
      parsePercent,
    )
    .option(
      '--crit-coverage <percent>',
      'CRITICAL if less of the bytes was checked against a digest',
      parsePercent,
    )
    .option(
      '--allowed-signers <file>',
      'who may sign journals: public keys as in ssh-keygen(1), kept outside of the backup and of the state directory',
    )
    .option('--require-signature', 'let only journals count that an allowed signer signed')
    .option('--json', 'write one JSON object to stdout');
  withSetFlags(command)
    .description(
      'Reads only journals and answers as a monitoring plugin (Nagios, Icinga, Naemon): one line with performance data, then one line per root.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: StatusFlags & SetFlags) => {
      const { printStatus } = await import('./root-status.ts');
      const roots = namesSets(named, flags)
        ? await (await import('../config/sets.ts')).rootsOfSets(flags)
        : named;
      exit(await printStatus(roots, flags));
    });
}

const HELP = `
EXAMPLES
  restorable status /srv/backup             as an Icinga or NRPE check
  restorable status --warn-age 8d --crit-age 15d /srv/weekly
  restorable status --all-sets              the sets of restorable.json
  restorable status --json | jq .state
  restorable status --allowed-signers FILE --require-signature
                                            journals that --sign-journal signed

EXIT STATUS
  those of monitoring plugins, not those of the other commands
  0  OK         the last run was sound, complete and recent enough
  1  WARNING    suspect, older than --warn-age, or not finished
  2  CRITICAL   damaged, untrusted, older than --crit-age, or a usage error
  3  UNKNOWN    never verified, incomplete, or failed`;
