import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { withColorFlags } from '../arguments/options.ts';
import type { ColorChoice } from '../screen.ts';

/** Adds `restorable config`. */
export function addConfig(program: Command, exit: (code: ExitCode) => void): void {
  const config = program
    .command('config')
    .summary('write and check the file with the backup sets')
    .description('Writes and checks restorable.json, the file with the backup sets for --set and --all-sets.')
    .helpCommand(false)
    .addHelpText('after', HELP);
  const check = config
    .command('check')
    .summary('show what is in the file, and what is wrong with it')
    .argument('[file]', 'the file (default: in ~/.config/restorable or /etc/restorable)');
  withColorFlags(check)
    .description('Shows what each set reads and with which flags, and reports all problems; reads no backup.')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, { color }: { readonly color: ColorChoice }) => {
      const { checkConfig } = await import('../config/check.ts');
      exit(await checkConfig(file, color));
    });
  config
    .command('init')
    .summary('print a file with a set for each directory')
    .argument('<dir...>', 'the directories, or quoted globs, of the backups')
    .description(
      'Prints a commented configuration file with a set for each directory; writes nothing itself.',
    )
    .addHelpText('after', HELP)
    .action(async (directories: string[]) => {
      const { configTemplate } = await import('../config/template.ts');
      process.stdout.write(configTemplate(directories.map((each) => resolve(each))));
      exit(0);
    });
  config
    .command('schema')
    .summary('print the JSON Schema of the file')
    .description(
      'Prints the JSON Schema of the configuration file, which editors use: every key, and what it takes.',
    )
    .addHelpText('after', HELP)
    .action(async () => {
      const { configSchema } = await import('../config/schema.ts');
      process.stdout.write(`${JSON.stringify(configSchema(), undefined, 2)}\n`);
      exit(0);
    });
}

const HELP = `
EXAMPLES
  restorable config init /srv/backup > /etc/restorable/restorable.json
  restorable config check                 before cron runs verify --all-sets
  restorable config check new.json && mv new.json /etc/restorable/

EXIT STATUS
  0  every set could start
  2  the file is invalid, a root is missing, or a report cannot be written`;
