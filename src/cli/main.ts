import { type Command, CommanderError } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { Fault } from '../model/fault.ts';

/** Runs the program with its arguments; the only place that sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(argv);
}

type Make = (exit: (code: ExitCode) => void) => Promise<Command>;

const makeAll: Make = async (exit) => (await import('./program.ts')).makeProgram(exit);
const makeStatus: Make = async (exit) => (await import('./status-program.ts')).makeStatusProgram(exit);

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const make = argv[0] === 'status' ? makeStatus : makeAll;
  const program = await make((exit) => {
    code = exit;
  });
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { openScreen } = await import('./screen.ts');
    const screen = await openScreen('auto');
    if (error instanceof Fault) {
      screen.error(error.message, error.hint);
      return error.exit;
    }
    screen.error(`this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 3;
  }
}
