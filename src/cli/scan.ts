import type { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { EXIT_STATUS } from './exit.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';

/** Adds `restorable scan`. */
export function addScan(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    program
      .command('scan')
      .summary('look for garbage, without any manifest')
      .argument('<dir...>', 'directories, files or globs'),
  )
    .description(
      'Reads everything once and says whether it is content at all: zeros, constant fill, holes, empty files.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: CommonFlags) => {
      const [{ conduct }, { scan }] = await Promise.all([
        import('./conduct.ts'),
        import('../engine/scan.ts'),
      ]);
      exit(await conduct('scan', named, flags, scan));
    });
}

const HELP = `
EXAMPLES
  restorable scan /srv/backup/today           before you restore from it
  restorable scan --json '/srv/backup/2026-*' all generations, as events

${EXIT_STATUS}`;
