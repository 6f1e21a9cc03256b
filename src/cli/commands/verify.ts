import type { Command } from 'commander';
import type { VerifyOptions } from '../../engine/commands/verify.ts';
import type { RunEvents, RunOptions } from '../../engine/run.ts';
import { formatNumber } from '../../model/counts.ts';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { gatesOf } from '../arguments/gate-options.ts';
import { refuseForRemote } from '../arguments/remote-flags.ts';
import { spreadOf } from '../arguments/spread-flags.ts';
import { type VerifyFlags, withVerifyFlags } from '../arguments/verify-flags.ts';
import { runNamedOrSets } from '../config/run.ts';
import { EXIT_STATUS, worst } from '../exit.ts';
import { absolute, isRemoteName } from '../remote/name.ts';
import { openScreen, type Screen } from '../screen.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import type { RunRoot } from './run-one.ts';

/** Adds `restorable verify`. */
export function addVerify(program: Command, exit: (code: ExitCode) => void): void {
  withVerifyFlags(
    program
      .command('verify')
      .summary('check a tree against its manifest or checksums')
      .argument('[dir...]', 'directories, files or globs'),
  )
    .description(
      'Reads every file and compares it with the manifest, checksum list or repository that vouches for it; examines what is new or changed for garbage.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: VerifyFlags, command: Command) =>
      exit(await runNamedOrSets(command, named, flags, (each, all) => verifyNamed(each, all))),
    );
}

/** Verifies what is named; `by` is who reads it, where that is not this process. */
export async function verifyNamed(
  named: readonly string[],
  given: VerifyFlags,
  by: Pick<RunOptions, 'openLanes'> = {},
): Promise<ExitCode> {
  const { manifest, manifestDir, strong, uncached, voucher, listVouchers, ...rest } = given;
  const { baseline, replicas, requireSignature, allowedSigners, ...flags } = rest;
  refuseForRemote(named, given, manifest !== undefined && isRemoteName(manifest));
  const spread = spreadOf({ ...flags, strong, voucher, requireSignature, allowedSigners, replicas });
  const { refuseSignersBelow, signersOf } = await import('../arguments/signers.ts');
  const signed = signersOf(given);
  if (signed.signers !== undefined && voucher !== undefined && voucher !== 'native')
    throw new Fault(
      2,
      `--require-signature is about manifests of restorable, not ${voucher}`,
      'omit --voucher',
    );
  const extra = {
    temporary: temporaryDirectory(),
    strong: strong === true,
    uncached: uncached === true,
    ...(flags.resume === true ? { resume: true } : {}),
    ...(spread === undefined ? {} : { spread }),
    ...(voucher === undefined ? {} : { voucher }),
    ...(manifest === undefined ? {} : { manifest: await placeOf(manifest, given) }),
  };
  if (manifestDir !== undefined && (listVouchers === true || replicas === true))
    throw new Fault(
      2,
      `${listVouchers === true ? '--list-vouchers' : '--replicas'} takes one manifest, not a directory of them`,
      'name it: --manifest FILE',
    );
  if (listVouchers === true) {
    const { printVouchers } = await import('./list-vouchers.ts');
    return printVouchers(named, { exclude: flags.exclude ?? [], ...extra }, flags);
  }
  const [{ runCommand }, { verify }, { readFilesFrom }, { headsExit, headsFor }, stores, warnings] =
    await Promise.all([
      import('./run-command.ts'),
      import('../../engine/commands/verify.ts'),
      import('../arguments/files-from.ts'),
      import('./keep-heads.ts'),
      import('../journal/kept-work.ts'),
      import('./proof-warnings.ts'),
    ]);
  if (voucher !== undefined) await (await import('../arguments/require-format.ts')).requireFormat(voucher);
  const gates = gatesOf(flags);
  const compareBaseline =
    baseline === undefined ? undefined : await (await import('./baseline.ts')).compareWith(baseline);
  const screen = await openScreen(flags.color);
  const heads = headsFor(flags, screen);
  const work = stores.openKeptWork(flags.journal, uncached === true ? 'uncached' : '');
  const { namedManifest } = await import('./own-manifest.ts');
  const { namedShard, shardOptions } = await import('./sharded.ts');
  const part = shardOptions({ ...given, ...extra }, process.env);
  const own = { ...part, gates, heads, ...work, ...by };
  const runWith = (more: (root: string) => Partial<VerifyOptions>): RunRoot =>
    async function* (root, options, context) {
      refuseSignersBelow(root, signed.signers);
      const listed = await readFilesFrom(named, {
        ...flags,
        ...(baseline === undefined ? {} : { baseline }),
      });
      const kept =
        manifestDir === undefined
          ? undefined
          : namedManifest(root, { manifestDir, ...(manifest === undefined ? {} : { manifest }) });
      const all = {
        ...options,
        ...extra,
        ...(kept === undefined ? {} : { manifest: kept }),
        ...signed,
        ...listed,
        ...own,
        ...more(root),
      };
      const events = warnings.withProofWarnings(verify(root, all, context), root, screen);
      yield* warningOfCache(events, root, screen);
      if (compareBaseline !== undefined && options.signal?.aborted !== true)
        yield* compareBaseline(root, options);
    };
  const exit =
    replicas === true
      ? await (await import('./verify-replicas.ts')).verifyReplicas(
          named,
          { ...flags, ...extra, ...(baseline === undefined ? {} : { baseline }) },
          (shared, observe) =>
            runWith((root) => ({ manifest: shared, observe: (finding) => observe(root, finding) })),
        )
      : await runCommand(
          'verify',
          named,
          { ...flags, ...namedShard(part) },
          runWith(() => ({})),
        );
  return worst([exit, headsExit(heads, screen)]);
}

/** Returns the path of a manifest, which may be remote. */
async function placeOf(manifest: string, { bandwidth }: VerifyFlags): Promise<string> {
  if (!isRemoteName(manifest)) return absolute(manifest);
  return (await import('../remote/mount.ts')).mountRemote(manifest, { bandwidth });
}

/** Passes events on, and warns of a run that was to read past the page cache and could not. */
async function* warningOfCache(events: RunEvents, root: string, screen: Screen): RunEvents {
  for await (const event of events) {
    if (event.type === 'end' && event.throughCache !== undefined && event.throughCache > 0)
      screen.warn(
        `${root}: ${formatNumber(event.throughCache, 'read')} went through the page cache: the file system has no way past it`,
        'what was written lately may have been compared in memory; unmount and mount it, and verify again',
      );
    yield event;
  }
}

const HELP = `
EXAMPLES
  restorable verify /srv/backup/today          from cron: silent if sound
  restorable verify --manifest /root/today.sha256 /mnt    kept elsewhere
  restorable verify backup.tar.gz              and backup.tar.gz.sha256
  restorable verify --json /srv/backup | jq .  every event
  restorable verify --max-age 26h --max-shrink 20% /srv/backup/today
  restorable verify --baseline /srv/backup/yesterday /srv/backup/today
  restorable verify --replicas /srv/backup /mnt/copy       which has what
  restorable verify --files-from failed.txt /srv/backup    only these paths
  restorable verify rclone:s3:bucket/backup    what rclone can reach
  restorable verify --resume /srv/backup       go on with a run that was stopped
  restorable verify --cover 30d --budget 2h /srv/backup   a part each night
  restorable verify --all-sets                 all sets of restorable.json

${EXIT_STATUS}
  with --budget or --cover, 0 means: all is there, what was read passed,
  and the promise of --cover is kept; where it is not, the code is 3`;
