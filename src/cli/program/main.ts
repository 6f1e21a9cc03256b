import { CommanderError } from 'commander';
import { faultOf } from '../../disk/system-fault.ts';
import type { ExitCode } from '../../model/event.ts';
import { errorCode } from '../../model/fault.ts';
import { commandNames, createProgram, isCommand } from './program.ts';

/** Runs the program with its arguments and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  failOnLostOutput();
  process.exitCode = await run(argv);
}

/**
 * Makes a result that could not be written, such as on a full disk, exit 3 instead of 0. A reader that stops early (EPIPE)
 * is not a failure; errors of stderr cannot be reported.
 */
function failOnLostOutput(): void {
  let isLost = false;
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isLost || error.code === 'EPIPE') return;
    isLost = true;
    process.stderr.write(
      `restorable: error: cannot write to stdout (${errorCode(error) ?? error.message})\n`,
    );
    process.stderr.write('restorable: hint: free some space, or write to a file: --report NAME:FILE\n');
  });
  process.once('exit', (code) => {
    if (isLost && code === 0) process.exitCode = 3;
  });
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const words = wordsOf(argv);
  const [first = '-'] = words;
  if (!first.startsWith('-') && !isCommand(first)) return refuse(first);
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
    const fault = faultOf(error);
    if (fault !== undefined) {
      screen.error(fault.message, fault.hint);
      return fault.exit;
    }
    screen.error(`this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 3;
  }
}

/** Turns `help COMMAND` into `COMMAND --help`. */
function wordsOf(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
}

/** Reports a word that is no command, with what was meant. */
async function refuse(word: string): Promise<ExitCode> {
  const [{ openScreen }, { hintForUnknown }] = await Promise.all([
    import('../screen.ts'),
    import('./unknown-command.ts'),
  ]);
  const screen = await openScreen('auto');
  const meant = hintForUnknown(word, commandNames());
  screen.error(`unknown command '${word}'`, meant ?? 'restorable --help');
  return 2;
}
