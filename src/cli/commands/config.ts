import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { withColorFlags } from '../arguments/options.ts';
import type { ColorChoice } from '../screen.ts';

/** Adds `restorable config`. */
export function addConfig(program: Command, exit: (code: ExitCode) => void): void {
  const check = program
    .command('config')
    .summary('check the file with the backup sets')
    .description('Checks restorable.json, the file with the backup sets for --set and --all-sets.')
    .helpCommand(false)
    .addHelpText('after', HELP)
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
}

const HELP = `
EXAMPLES
  restorable config check                 before cron runs verify --all-sets
  restorable config check new.json && mv new.json /etc/restorable/

EXIT STATUS
  0  every set could start
  2  the file is invalid, a root is missing, or a report cannot be written`;
