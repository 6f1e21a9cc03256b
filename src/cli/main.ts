import { CommanderError } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { Fault } from '../model/fault.ts';
import { makeProgram } from './program.ts';
import { openScreen } from './screen.ts';

/** Runs the program with its arguments; the only place that sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(argv);
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = makeProgram((exit) => {
    code = exit;
  });
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const screen = await openScreen('auto');
    if (error instanceof Fault) {
      screen.error(error.message, error.hint);
      return error.exit;
    }
    screen.error(`this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 3;
  }
}
