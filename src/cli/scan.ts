import type { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { EXIT_STATUS } from './exit.ts';
import { type GateFlags, gatesOf, withGates } from './gate-options.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';

/** Adds `restorable scan`. */
export function addScan(program: Command, exit: (code: ExitCode) => void): void {
  const command = withCommonFlags(
    program
      .command('scan')
      .summary('look for garbage, without any manifest')
      .argument('<dir...>', 'directories, files or globs'),
  );
  withGates(command, false)
    .description(
      'Reads everything once and says whether it is content at all: zeros, constant fill, holes, empty files.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: CommonFlags & GateFlags) => {
      const [{ conduct }, { scan }] = await Promise.all([
        import('./conduct.ts'),
        import('../engine/scan.ts'),
      ]);
      exit(
        await conduct('scan', named, flags, (root, options, world) =>
          scan(root, { ...options, gates: gatesOf(flags) }, world),
        ),
      );
    });
}

const HELP = `
EXAMPLES
  restorable scan /srv/backup/today           before you restore from it
  restorable scan --json '/srv/backup/2026-*' all generations, as events
  restorable scan --min-bytes 1G --max-age 26h /srv/backup/today

${EXIT_STATUS}`;
