import type { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { addAccept } from './accept.ts';
import { newProgram } from './base-program.ts';
import { addCompare } from './compare.ts';
import { EXIT_STATUS } from './exit.ts';
import { addExplain } from './explain.ts';
import { addLatest } from './latest.ts';
import { addReport } from './report.ts';
import { addScan } from './scan.ts';
import { addSchedule } from './schedule.ts';
import { addSeal } from './seal.ts';
import { addStatus } from './status.ts';
import { addVerify } from './verify.ts';

/** The commands; `exit` is told the code of the one that ran. */
export function makeProgram(exit: (code: ExitCode) => void): Command {
  const program = newProgram().addHelpText('after', HELP);
  addSeal(program, exit);
  addVerify(program, exit);
  addScan(program, exit);
  addLatest(program, exit);
  addCompare(program, exit);
  addStatus(program, exit);
  addSchedule(program, exit);
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
