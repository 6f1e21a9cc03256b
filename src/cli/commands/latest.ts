import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import { type SignatureFlags, signersOf, withSignatureFlags } from '../arguments/signature-flags.ts';
import { parsePositive } from '../arguments/units.ts';
import { EXIT_STATUS } from '../exit.ts';

type Flags = CommonFlags & SignatureFlags & { readonly maxTries?: number; readonly strong?: boolean };

/** Adds `restorable latest`. */
export function addLatest(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    withSignatureFlags(
      program
        .command('latest')
        .summary('find the newest sound generation')
        .argument('<dir...>', 'the generations: directories, files or globs')
        .optionsGroup('Generations:')
        .option('--max-tries <n>', 'verify at most the newest N generations', parsePositive)
        .option('--strong', 'compare the strong digest (sha256) instead of the fast one (xxh64)'),
    ),
  )
    .description(
      'Verifies generations, newest first, until one is sound, and prints its path; stderr says why newer ones were rejected.',
    )
    .addHelpText('after', HELP)
    .action(
      async (named: string[], { maxTries, strong, requireSignature, allowedSigners, ...flags }: Flags) => {
        if (flags.json !== true && flags.report?.some(({ file }) => file === undefined) === true)
          throw new Fault(
            2,
            'latest prints only a path to stdout: give the report a file',
            'for example --report jsonl:latest.jsonl; or use --json for all events',
          );
        const signed = signersOf({ requireSignature, allowedSigners });
        const { findLatest } = await import('./find-latest.ts');
        exit(await findLatest(named, flags, { maxTries, strong: strong === true, ...signed }));
      },
    );
}

const HELP = `
ORDER
  newest first: by the date in the name (2026-11-21, 20261121T020000Z ...), else
  by the date of the manifest, else by mtime; --verbose and --json say which

EXAMPLES
  restorable latest '/srv/backups/db-*'      prints the newest sound one
  dir=$(restorable latest '/srv/backups/db-*') || exit         before a restore
  restorable latest --max-tries 3 '/srv/backups/db-*.tar.gz'

${EXIT_STATUS}
  here 1 means that no generation is sound, 3 that none could be verified, or
  that one that is newer than the printed one could not be`;
