import { Argument, type Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

/** Adds `restorable completion`; `whole` creates the program with all its commands. */
export function addCompletion(
  program: Command,
  exit: (code: ExitCode) => void,
  whole: () => Promise<Command>,
): void {
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .description(
      'Prints a script with which a shell completes commands, flags and their values on the Tab key. Regenerate it after an update.',
    )
    .addHelpText('after', HELP)
    .action(async (shell: string) => {
      const { completionScript } = await import('../completion/script.ts');
      process.stdout.write(await completionScript(shell, await whole()));
      exit(0);
    });
}

const HELP = `
EXAMPLES
  restorable completion bash > /etc/bash_completion.d/restorable
  restorable completion zsh > /usr/local/share/zsh/site-functions/_restorable
  restorable completion fish > ~/.config/fish/completions/restorable.fish
  eval "$(restorable completion bash)"         for this shell only

EXIT STATUS
  0  printed
  2  usage error, nothing printed`;
