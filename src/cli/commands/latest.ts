import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import { parsePositive } from '../arguments/units.ts';
import { EXIT_STATUS } from '../exit.ts';

type Flags = CommonFlags & { readonly maxTries?: number; readonly strong?: boolean };

/** Adds `restorable latest`. */
export function addLatest(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    program
      .command('latest')
      .summary('find the newest generation that is sound')
      .argument('<dir...>', 'the generations: directories, files or globs')
      .optionsGroup('Generations:')
      .option('--max-tries <n>', 'verify so many generations at most, the newest', parsePositive)
      .option('--strong', 'compare the strong digest (sha256) where xxh64 would do'),
  )
    .description(
      'Verifies generations, newest first, until one is sound, and prints its path; says on stderr why the newer ones are not.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], { maxTries, strong, ...flags }: Flags) => {
      if (flags.json !== true && flags.report?.some(({ file }) => file === undefined) === true)
        throw new Fault(
          2,
          'latest prints nothing but a path to stdout: give the report a file',
          'as --report jsonl:latest.jsonl; or --json for all events',
        );
      const { findLatest } = await import('./find-latest.ts');
      exit(await findLatest(named, flags, { maxTries, strong: strong === true }));
    });
}

const HELP = `
ORDER
  newest first by the date in the name (2026-11-21, 20261121T020000Z ...), else
  by the date of the manifest, else by mtime; --verbose and --json say which

EXAMPLES
  restorable latest '/srv/backups/db-*'      the newest that is sound: its path
  dir=$(restorable latest '/srv/backups/db-*') || exit         before a restore
  restorable latest --max-tries 3 '/srv/backups/db-*.tar.gz'

${EXIT_STATUS}
  1 also where no generation is sound`;
