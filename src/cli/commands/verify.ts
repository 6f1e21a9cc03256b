import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { gatesOf } from '../arguments/gate-options.ts';
import { type VerifyFlags, withVerifyFlags } from '../arguments/verify-flags.ts';
import { overSets } from '../config/run.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable verify`. */
export function addVerify(program: Command, exit: (code: ExitCode) => void): void {
  withVerifyFlags(
    program
      .command('verify')
      .summary('hold a tree against whatever vouches for it')
      .argument('[dir...]', 'directories, files or globs'),
  )
    .description(
      'Reads every file and holds it against what was promised; looks at what is new or changed for garbage.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: VerifyFlags, command: Command) =>
      exit(await overSets(command, named, flags, verifyNamed)),
    );
}

async function verifyNamed(
  named: readonly string[],
  { manifest, strong, voucher, listVouchers, baseline, ...flags }: VerifyFlags,
): Promise<ExitCode> {
  const extra = {
    temporary: tmpdir(),
    strong: strong === true,
    ...(voucher === undefined ? {} : { voucher }),
    ...(manifest === undefined ? {} : { manifest: resolve(manifest) }),
  };
  if (listVouchers === true) {
    const { printVouchers } = await import('./list-vouchers.ts');
    return printVouchers(named, { exclude: flags.exclude ?? [], ...extra }, flags);
  }
  const [{ conduct }, { verify }, { readFilesFrom }] = await Promise.all([
    import('./run-command.ts'),
    import('../../engine/commands/verify.ts'),
    import('../arguments/files-from.ts'),
  ]);
  if (voucher !== undefined) await requireFormat(voucher);
  const gates = gatesOf(flags);
  const against =
    baseline === undefined ? undefined : await (await import('./baseline.ts')).against(baseline);
  return conduct('verify', named, flags, async function* (root, options, world) {
    const listed = await readFilesFrom(named, { ...flags, ...(baseline === undefined ? {} : { baseline }) });
    yield* verify(root, { ...options, ...extra, ...listed, gates }, world);
    if (against !== undefined && options.signal?.aborted !== true) yield* against(root, options);
  });
}

async function requireFormat(name: string): Promise<void> {
  const [{ voucherNames }, { didYouMean }] = await Promise.all([
    import('../../engine/vouchers/names.ts'),
    import('../arguments/did-you-mean.ts'),
  ]);
  const names = await voucherNames();
  if (names.includes(name)) return;
  const near = didYouMean(name, names);
  throw new Fault(
    2,
    `nothing vouches in a format ${JSON.stringify(name)}${near === undefined ? '' : `; perhaps ${near}`}`,
    'what vouches here: restorable verify --list-vouchers DIR',
  );
}

const HELP = `
EXAMPLES
  restorable verify /srv/backup/today          from cron: silent where sound
  restorable verify --manifest /root/today.sha256 /mnt    kept elsewhere
  restorable verify backup.tar.gz              with backup.tar.gz.sha256 there
  restorable verify --json /srv/backup | jq .  every event
  restorable verify --max-age 26h --max-shrink 20% /srv/backup/today
  restorable verify --baseline /srv/backup/yesterday /srv/backup/today
  restorable verify --files-from failed.txt /srv/backup    these paths alone
  restorable verify --all-sets                 as restorable.json says

${EXIT_STATUS}`;
