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
    .summary('answer at once from the journals of the last runs')
    .argument('[root...]', 'the roots to answer for; all of which journals are kept where none is named')
    .addOption(
      new Option('--warn-age <duration>', 'a last run older than this is a WARNING')
        .argParser(parseDuration)
        .default(26 * HOUR, '26h'),
    )
    .addOption(
      new Option('--crit-age <duration>', 'a last run older than this is CRITICAL')
        .argParser(parseDuration)
        .default(50 * HOUR, '50h'),
    )
    .option('--warn-coverage <percent>', 'less of the bytes vouched for is a WARNING', parsePercent)
    .option('--crit-coverage <percent>', 'less of the bytes vouched for is CRITICAL', parsePercent)
    .option('--json', 'write one JSON object to stdout');
  withSetFlags(command)
    .description(
      'Reads nothing but journals and answers as a monitoring plugin (Nagios, Icinga, Naemon): one line with performance data, then a line a root.',
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
  restorable status /srv/backup             as a check of Icinga or NRPE
  restorable status --warn-age 8d --crit-age 15d /srv/weekly
  restorable status --all-sets              the sets of restorable.json
  restorable status --json | jq .state

EXIT STATUS
  as of every monitoring plugin, and not as of the other commands
  0  OK         the last run was sound, whole and young enough
  1  WARNING    suspect, too old by --warn-age, or a later run has no end
  2  CRITICAL   damaged, untrusted, too old by --crit-age, or a usage error
  3  UNKNOWN    never verified, incomplete, or failed`;
