import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import { type SetFlags, withSetFlags } from '../arguments/set-flags.ts';
import { type SignatureFlags, withSignatureFlags } from '../arguments/signature-flags.ts';
import { parsePercent } from '../arguments/units.ts';
import type { BackupSet } from '../config/read.ts';
import { runNamedOrSets } from '../config/run.ts';
import { COMPARE_EXIT_STATUS } from '../exit.ts';

type Flags = CommonFlags &
  SetFlags &
  SignatureFlags & {
    readonly maxShrink?: number;
    readonly read?: boolean;
    readonly strong?: boolean;
  };

/** Adds `restorable compare`. */
export function addCompare(program: Command, exit: (code: ExitCode) => void): void {
  const added = withCommonFlags(
    withSignatureFlags(
      program
        .command('compare')
        .summary('compare a new generation with an old one')
        .argument('[old]', 'a directory, or a manifest written by seal')
        .argument('[new]', 'a directory, or a manifest written by seal')
        .optionsGroup('Generations:')
        .option('--max-shrink <percent>', 'how much smaller the new one may be (default: 20%)', parsePercent)
        .option('--read', 'read the directories even if they have a manifest')
        .option('--strong', 'compare the strong digests (sha256) instead of the fast ones (xxh64)'),
    ),
  );
  withSetFlags(added)
    .description(
      'Reports what was added, removed, changed and moved, and whether a change is ordinary or turned files into garbage. Ordinary changes are notes.',
    )
    .addHelpText('after', HELP)
    .action(async (before: string | undefined, after: string | undefined, flags: Flags, command: Command) => {
      const named = [before, after].flatMap((each) => each ?? []);
      exit(await runNamedOrSets(command, named, flags, compareNamed));
    });
}

async function compareNamed(
  named: readonly string[],
  { maxShrink, read, strong, requireSignature, allowedSigners, ...flags }: Flags,
  set?: BackupSet,
): Promise<ExitCode> {
  const [{ runRoots }, { compare }, { refuseSignersBelow, signersOf }] = await Promise.all([
    import('./run-command.ts'),
    import('../../engine/commands/compare.ts'),
    import('../arguments/signers.ts'),
  ]);
  const { old, root } = set === undefined ? await pairOf(named) : await pairOfSet(set);
  const signed = signersOf({ requireSignature, allowedSigners });
  for (const each of [old, root]) refuseSignersBelow(each, signed.signers);
  const extra = { ...signed, isRead: read === true, strong: strong === true };
  const gates = maxShrink === undefined ? {} : { gates: { maxShrink } };
  const { exit } = await runRoots('compare', [root], flags, (each, options, context) =>
    compare(old, each, { ...options, ...extra, ...gates }, context),
  );
  return exit;
}

type Pair = { readonly old: string; readonly root: string };

async function pairOf([before, after]: readonly string[]): Promise<Pair> {
  const { findOneRoot } = await import('../arguments/roots.ts');
  const wanted = 'compare takes one old and one new generation';
  if (before === undefined || after === undefined)
    throw new Fault(
      2,
      `${wanted}, and only one is named`,
      'restorable compare OLD NEW, or --set NAME; see restorable compare --help',
    );
  return { old: await findOneRoot([before], wanted), root: await findOneRoot([after], wanted) };
}

/** The newest generation of a set, and its baseline or else the generation before it. */
async function pairOfSet({ name, roots, values }: BackupSet): Promise<Pair> {
  const { findOneRoot, findRoots } = await import('../arguments/roots.ts');
  const { orderGenerations } = await import('../../engine/commands/latest.ts');
  const baseline = values.get('baseline');
  const named = typeof baseline === 'string' ? await findOneRoot([baseline], 'a baseline is one') : undefined;
  const found = (await findRoots(roots)).filter((each) => each !== named);
  const [root, before] = (await orderGenerations(found)).map(({ path }) => path);
  const old = named ?? before;
  if (root === undefined || old === undefined)
    throw new Fault(
      2,
      `set ${name}: only one generation, and no baseline`,
      'let its roots be a glob of all generations, or give it a baseline',
    );
  return { old, root };
}

const HELP = `
If a directory has a manifest at its top, the manifest is used and no file is
read. Otherwise the directory is read once. What stayed the same is not judged:
before a sign-off use 'restorable verify --baseline OLD NEW', which does both.

EXAMPLES
  restorable compare /srv/db-2026-11-20 /srv/db-2026-11-21
  restorable compare /root/old.sha256 /mnt/new    with a manifest kept elsewhere
  restorable compare --fail-on note OLD NEW       any difference: exit 1
  restorable compare --set db       its newest generation with the one before

${COMPARE_EXIT_STATUS}`;
