import { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { addAccept } from './accept.ts';
import { addCompare } from './compare.ts';
import { EXIT_STATUS } from './exit.ts';
import { addExplain } from './explain.ts';
import { addLatest } from './latest.ts';
import { addReport } from './report.ts';
import { addScan } from './scan.ts';
import { addSeal } from './seal.ts';
import { version } from './surroundings.ts';
import { addVerify } from './verify.ts';

/** The commands; `exit` is told the code of the one that ran. */
export function makeProgram(exit: (code: ExitCode) => void): Command {
  const program = new Command('restorable')
    .description('Know that a backup will restore, before you need it.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('restorable: hint: restorable --help, or restorable COMMAND --help')
    .configureOutput({
      outputError: (text, write) => write(text.startsWith('error') ? `restorable: ${text}` : text),
    })
    .exitOverride()
    .addHelpText('after', HELP);
  addSeal(program, exit);
  addVerify(program, exit);
  addScan(program, exit);
  addLatest(program, exit);
  addCompare(program, exit);
  addAccept(program, exit);
  addReport(program, exit);
  addExplain(program, exit);
  return program;
}

const HELP = `
EXAMPLES
  restorable scan /srv/backup/today     is it content at all, or garbage?
  restorable seal /srv/backup/today     write its manifest
  restorable verify /srv/backup/today   is it still what was sealed, and all of it?
  restorable latest '/srv/backup/*'     the newest generation that is sound

${EXIT_STATUS}`;
