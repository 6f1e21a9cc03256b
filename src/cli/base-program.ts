import { Command } from 'commander';
import { version } from './surroundings.ts';

/** The program without its commands. */
export function newProgram(): Command {
  return new Command('restorable')
    .description('Know that a backup will restore, before you need it.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('restorable: hint: restorable --help, or restorable COMMAND --help')
    .configureOutput({
      outputError: (text, write) => write(text.startsWith('error') ? `restorable: ${text}` : text),
    })
    .exitOverride();
}
