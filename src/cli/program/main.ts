import { CommanderError } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { createProgram, isCommand } from './program.ts';

/** Runs the program with its arguments; the only place that sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  failOnLostOutput();
  process.exitCode = await run(argv);
}

/**
 * A result that could not be written (a full disk) is no 0, whoever finds out when. A reader that has seen enough (EPIPE) is
 * no failure, and where stderr is lost there is nobody to tell.
 */
function failOnLostOutput(): void {
  let isLost = false;
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isLost || error.code === 'EPIPE') return;
    isLost = true;
    process.stderr.write(`restorable: error: cannot write to stdout (${error.code ?? error.message})\n`);
    process.stderr.write(
      'restorable: hint: make room where it goes, or write a report: --report NAME:FILE\n',
    );
  });
  process.once('exit', (code) => {
    if (isLost && code === 0) process.exitCode = 3;
  });
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const words = wordsOf(argv);
  const program = await createProgram((exit) => {
    code = exit;
  }, words[0]);
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { openScreen } = await import('../screen.ts');
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
