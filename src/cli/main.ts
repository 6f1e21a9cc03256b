import { CommanderError } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { Fault } from '../model/fault.ts';
import { isCommand, makeProgram } from './program.ts';

/** Runs the program with its arguments; the only place that sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(argv);
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const words = wordsOf(argv);
  const program = await makeProgram((exit) => {
    code = exit;
  }, words[0]);
  try {
    await program.parseAsync(words, { from: 'user' });
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

/** `help COMMAND` is `COMMAND --help`; of a command that is not there, that alone is told, whatever stands behind it. */
function wordsOf(argv: readonly string[]): readonly string[] {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const [name = '-'] = words;
  return name.startsWith('-') || isCommand(name) ? words : [name];
}
