import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import { type SetFlags, withSetFlags } from '../arguments/set-flags.ts';
import { type SignatureFlags, withSignatureFlags } from '../arguments/signature-flags.ts';
import { parsePositive } from '../arguments/units.ts';
import type { BackupSet } from '../config/read.ts';
import { runNamedOrSets } from '../config/run.ts';
import { EXIT_STATUS } from '../exit.ts';
import type { LatestOptions } from './find-latest.ts';

type Flags = CommonFlags &
  SetFlags &
  SignatureFlags & { readonly maxTries?: number; readonly strong?: boolean };

/** Adds `restorable latest`. */
export function addLatest(program: Command, exit: (code: ExitCode) => void): void {
  const added = withCommonFlags(
    withSignatureFlags(
      program
        .command('latest')
        .summary('find the newest sound generation')
        .argument('[dir...]', 'the generations: directories, files or globs')
        .optionsGroup('Generations:')
        .option('--max-tries <n>', 'verify at most the newest N generations', parsePositive)
        .option('--strong', 'compare the strong digest (sha256) instead of the fast one (xxh64)'),
    ),
  );
  withSetFlags(added)
    .description(
      'Verifies generations, newest first, until one is sound, and prints its path; stderr says why newer ones were rejected, and ends in a table of what was verified.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: Flags, command: Command) =>
      exit(await runNamedOrSets(command, named, flags, latestOf)),
    );
}

async function latestOf(
  named: readonly string[],
  { maxTries, strong, requireSignature, allowedSigners, ...flags }: Flags,
  set?: BackupSet,
): Promise<ExitCode> {
  if (flags.json !== true && flags.report?.some(({ file }) => file === undefined) === true)
    throw new Fault(
      2,
      'latest prints only a path to stdout: give the report a file',
      'for example --report jsonl:latest.jsonl; or use --json for all events',
    );
  const { signersOf } = await import('../arguments/signers.ts');
  const signed = signersOf({ requireSignature, allowedSigners });
  const { findLatest } = await import('./find-latest.ts');
  return findLatest(named, flags, { maxTries, strong: strong === true, ...signed, ...wantedBy(set) });
}

/** What a set wants of each generation, beside its flags; the age of the newest is no fault of an older one. */
function wantedBy(set: BackupSet | undefined): Pick<LatestOptions, 'voucher' | 'gates'> {
  const number = (key: string): number | undefined => {
    const value = set?.values.get(key);
    return typeof value === 'number' ? value : undefined;
  };
  const [voucher, minFiles, minBytes] = [set?.values.get('voucher'), number('minFiles'), number('minBytes')];
  return {
    ...(typeof voucher === 'string' ? { voucher } : {}),
    gates: {
      ...(minFiles === undefined ? {} : { minFiles }),
      ...(minBytes === undefined ? {} : { minBytes }),
    },
  };
}

const HELP = `
ORDER
  newest first: by the date in the name (2026-11-21, 20261121T020000Z ...), else
  by the date of the manifest, else by mtime; --verbose and --json say which

EXAMPLES
  restorable latest '/srv/backups/db-*'      prints the newest sound one
  dir=$(restorable latest '/srv/backups/db-*') || exit      before a restore
  restorable latest --max-tries 3 '/srv/backups/db-*.tar.gz'
  restorable latest --set db                 a set of restorable.json

${EXIT_STATUS}
  here 1 means that no generation is sound, 3 that none could be verified,
  or that one that is newer than the printed one could not be`;
