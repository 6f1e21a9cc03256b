import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { colorOption } from '../arguments/options.ts';
import type { ColorChoice } from '../screen.ts';

/** Adds `restorable config`. */
export function addConfig(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('config')
    .summary('look at the file with the backup sets')
    .description('Looks at restorable.json, the file with the backup sets of --set and --all-sets.')
    .helpCommand(false)
    .addHelpText('after', HELP)
    .command('check')
    .summary('say what is in it, and what is wrong with it')
    .argument('[file]', 'else that of /etc/restorable or ~/.config/restorable')
    .addOption(colorOption())
    .description(
      'Says what each set reads and with which flags, and everything that is wrong; reads no backup.',
    )
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, { color }: { readonly color: ColorChoice }) => {
      const { checkConfig } = await import('../config/check.ts');
      exit(await checkConfig(file, color));
    });
}

const HELP = `
EXAMPLES
  restorable config check                 before verify --all-sets goes to cron
  restorable config check new.json && mv new.json /etc/restorable/

EXIT STATUS
  0  every set could start
  2  the file is wrong, a root is not there, or a report cannot be written`;
