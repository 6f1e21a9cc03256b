import type { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { newProgram } from './base-program.ts';
import { addStatus } from './status.ts';

/** The program with `status` alone: a monitor asks often, and the other commands would take longer to load than to answer. */
export function makeStatusProgram(exit: (code: ExitCode) => void): Command {
  const program = newProgram();
  addStatus(program, exit);
  return program;
}
