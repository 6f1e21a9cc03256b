import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import {
  refuseSignersBelow,
  type SignatureFlags,
  signersOf,
  withSignatureFlags,
} from '../arguments/signature-flags.ts';
import { parsePercent } from '../arguments/units.ts';
import { COMPARE_EXIT_STATUS } from '../exit.ts';

type Flags = CommonFlags &
  SignatureFlags & {
    readonly maxShrink?: number;
    readonly read?: boolean;
    readonly strong?: boolean;
  };

/** Adds `restorable compare`. */
export function addCompare(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    withSignatureFlags(
      program
        .command('compare')
        .summary('compare a new generation with an old one')
        .argument('<old>', 'a directory, or a manifest written by seal')
        .argument('<new>', 'a directory, or a manifest written by seal')
        .optionsGroup('Generations:')
        .option('--max-shrink <percent>', 'how much smaller the new one may be (default: 20%)', parsePercent)
        .option('--read', 'read the directories even if they have a manifest')
        .option('--strong', 'compare the strong digests (sha256) instead of the fast ones (xxh64)'),
    ),
  )
    .description(
      'Reports what was added, removed, changed and moved, and whether a change is ordinary or turned files into garbage. Ordinary changes are notes.',
    )
    .addHelpText('after', HELP)
    .action(
      async (
        before: string,
        after: string,
        { maxShrink, read, strong, requireSignature, allowedSigners, ...flags }: Flags,
      ) => {
        const signed = signersOf({ requireSignature, allowedSigners });
        const { findRoots } = await import('../arguments/roots.ts');
        const [old, ...others] = await findRoots([before]);
        const roots = await findRoots([after]);
        if (old === undefined || others.length > 0 || roots.length !== 1)
          throw new Fault(2, 'compare takes one old and one new generation', 'name each by its path');
        const [{ runRoots }, { compare }] = await Promise.all([
          import('./run-command.ts'),
          import('../../engine/commands/compare.ts'),
        ]);
        for (const root of [old, ...roots]) refuseSignersBelow(root, signed.signers);
        const extra = { ...signed, isRead: read === true, strong: strong === true };
        const gates = maxShrink === undefined ? {} : { gates: { maxShrink } };
        const { exit: code } = await runRoots('compare', roots, flags, (root, options, context) =>
          compare(old, root, { ...options, ...extra, ...gates }, context),
        );
        exit(code);
      },
    );
}

const HELP = `
If a directory has a manifest at its top, the manifest is used and no file is
read. Otherwise the directory is read once. What stayed the same is not judged:
before a sign-off use 'restorable verify --baseline OLD NEW', which does both.

EXAMPLES
  restorable compare /srv/db-2026-11-20 /srv/db-2026-11-21
  restorable compare /root/old.sha256 /mnt/new    with a manifest kept elsewhere
  restorable compare --fail-on note OLD NEW       any difference: exit 1

${COMPARE_EXIT_STATUS}`;
