import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SealRun } from '../../engine/commands/seal.ts';
import { EXPORT_NAMES, isExportName } from '../../manifest/exports/names.ts';
import { formatNumber } from '../../model/counts.ts';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { FINDING_CODES, type FindingCode } from '../../model/finding.ts';
import { toText } from '../../model/path.ts';
import { visible } from '../../report/text.ts';
import { BadValue } from '../arguments/bad-value.ts';
import { collect, repeatable } from '../arguments/collect.ts';
import { collectCodes } from '../arguments/finding-codes.ts';
import { type CommonFlags, refuseNoFile, withCommonFlags } from '../arguments/options.ts';
import { refuseForRemote, withBandwidth } from '../arguments/remote-flags.ts';
import { retentionFlag } from '../arguments/retention-flag.ts';
import { type SetFlags, withSetFlags } from '../arguments/set-flags.ts';
import { type ShardFlag, shardFlag } from '../arguments/shard-flag.ts';
import type { BackupSet } from '../config/read.ts';
import { runNamedOrSets } from '../config/run.ts';
import { EXIT_STATUS, worst } from '../exit.ts';
import type { ExportChoice, Omission } from '../output/export-files.ts';
import type { RemoteOptions } from '../remote/name.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import { refuseRemoteFiles, refuseSeveral, textOfSet, unwritten } from './seal-place.ts';

type Flags = CommonFlags &
  SetFlags &
  ShardFlag &
  RemoteOptions & {
    readonly output?: string;
    readonly manifestDir?: string;
    readonly force?: boolean;
    readonly algorithm: string;
    readonly retention?: boolean;
    readonly acceptFindings?: boolean;
    readonly acceptCode?: readonly FindingCode[];
    readonly origin: 'source' | 'copy';
    readonly sign?: string;
    readonly format?: readonly ExportChoice[];
    readonly merge?: readonly string[];
  };

/** Adds `restorable seal`. */
export function addSeal(program: Command, exit: (code: ExitCode) => void): void {
  const added = withCommonFlags(
    program
      .command('seal')
      .summary('read a tree once and write its manifest')
      .argument('[dir]', 'the directory to seal')
      .optionsGroup('Manifest:')
      .option(
        '-o, --output <file>',
        'write the manifest here (default: DIR/restorable.sha256); .gz compresses it',
      )
      .option(
        '--manifest-dir <dir>',
        'write the manifest into this directory outside of DIR, named after the path of DIR',
      )
      .option('--force', 'replace an existing manifest; it stays until the new one is complete')
      .addOption(
        new Option('--algorithm <name>', 'the digest in the hash lines; xxh64 is always recorded too')
          .choices(['sha256', 'sha512', 'blake3', 'xxh128', 'xxh64'])
          .default('sha256'),
      )
      .addOption(
        new Option('--origin <what>', 'what is being sealed: the source itself or a backup copy')
          .choices(['source', 'copy'])
          .default('copy'),
      )
      .addOption(
        new Option('--format <name[:file]>', 'also write this format (repeatable)')
          .choices(EXPORT_NAMES)
          .argParser(repeatable(collectFormat)),
      )
      .option(
        '--sign <file>',
        'sign the manifest with this key: FILE.sig beside it; a public key asks the SSH agent',
      )
      .addOption(retentionFlag())
      .addOption(shardFlag())
      .option(
        '--merge <journal>',
        'write the manifest from what the shards read: their journals, a file or a glob (repeatable)',
        collect,
      )
      .option('--accept-findings', 'seal despite findings about content, and record them in the manifest')
      .option(
        '--accept-code <code>',
        'seal despite findings of this code, also where a list in the tree is contradicted (repeatable)',
        repeatable(collectCode),
      ),
  );
  withSetFlags(withBandwidth(added))
    .description(
      'Reads every file once and writes digests and content profiles into a manifest. Refuses to seal garbage, and what contradicts a checksum list, sidecar, bag or manifest in the tree.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string | undefined, flags: Flags, command: Command) =>
      exit(await runNamedOrSets(command, named === undefined ? [] : [named], flags, sealNamed)),
    );
}

async function sealNamed(
  named: readonly string[],
  {
    output,
    manifestDir,
    force,
    algorithm,
    retention,
    acceptFindings,
    acceptCode,
    origin,
    sign: key,
    format = [],
    shard,
    merge,
    ...flags
  }: Flags,
  set?: BackupSet,
): Promise<ExitCode> {
  if (format.length > 0 && algorithm !== 'sha256')
    throw new Fault(2, `--format needs sha256, not ${algorithm}`, 'omit --algorithm');
  const extra: SealRun = {
    algorithm,
    retention: retention === true,
    acceptFindings: acceptFindings === true,
    acceptCodes: acceptCode ?? [],
    origin,
    temporary: temporaryDirectory(),
  };
  const [{ runCommand }, { seal, sealNext }] = await Promise.all([
    import('./run-command.ts'),
    import('../../engine/commands/seal.ts'),
  ]);
  const { makeDirectory } = await import('../make-directory.ts');
  const { keptManifest } = await import('./own-manifest.ts');
  const { openManifestFile } = await import('../output/manifest-file.ts');
  const { openSigner } = await import('../output/manifest-signer.ts');
  const { headsExit, headsFor, keepSealed } = await import('./keep-heads.ts');
  const { openScreen } = await import('../screen.ts');
  const { clearLeftovers } = await import('../output/leftovers.ts');
  const { exportedFiles, writeExports } = await import('../output/export-files.ts');
  const screen = await openScreen(flags.color);
  const exclude = exportedFiles(format).map((name) => `./${name}`);
  const kept = output ?? textOfSet(set, 'manifest');
  const directory = manifestDir ?? textOfSet(set, 'manifestDir');
  if (kept !== undefined && directory !== undefined)
    throw new Fault(2, 'a manifest and a directory of manifests say two things', 'give one of them');
  if (kept !== undefined) await refuseSeveral(named, kept);
  refuseForRemote(named, flags);
  refuseRemoteFiles(named, [kept ?? directory, ...format.map(({ file }) => file)]);
  const { namedShard, shardOptions } = await import('./sharded.ts');
  const part = shardOptions({ ...flags, ...(shard === undefined ? {} : { shard }) }, process.env);
  const heads = headsFor(flags, screen);
  const code = await runCommand(
    'seal',
    named,
    { ...flags, ...namedShard(part) },
    async function* (root, options, context) {
      const file =
        directory === undefined
          ? resolve(kept ?? join(root, `restorable.${algorithm}`))
          : keptManifest(root, directory, algorithm);
      if (directory !== undefined) makeDirectory(dirname(file));
      const sign = key === undefined ? undefined : openSigner(key, root, algorithm);
      const all = [...(options.exclude ?? []), ...exclude];
      const asked = { ...options, ...extra, exclude: all };
      if (part.shard !== undefined) {
        yield* seal(root, { ...asked, ...part }, { ...unwritten(file), manifest: file, seq: 1 }, context);
        return;
      }
      const recorded =
        merge === undefined
          ? {}
          : { recorded: await (await import('./merge-shards.ts')).recordedSeal(merge, root, screen) };
      clearLeftovers(root, file);
      const sink = openManifestFile(file, context.id, force === true, { sign });
      const seen = {
        ...sink,
        async commit() {
          await sink.commit();
          await keepSealed(heads, root, file);
          if (sign === undefined && existsSync(`${file}.sig`))
            screen.warn(`${file}.sig signs the previous manifest`, 'sign this one too: --sign KEY');
          for (const each of await writeExports(root, file, format, context.id))
            screen.warn(...describeOmission(each));
        },
      };
      yield* sealNext(root, { ...asked, ...recorded }, { ...seen, manifest: file }, context);
    },
  );
  return worst([code, headsExit(heads, screen)]);
}

function describeOmission({ format, count, example, because }: Omission): [string, string] {
  return [
    `${format}: ${formatNumber(count, 'file')} left out, such as ${visible(toText(example))}: ${because}`,
    'restorable.sha256 has them: verify with it',
  ];
}

function collectFormat(value: string, before: readonly ExportChoice[] = []): ExportChoice[] {
  const [format = '', ...rest] = value.split(':');
  if (!isExportName(format))
    throw new BadValue(`NAME or NAME:FILE; NAME is one of ${EXPORT_NAMES.join(', ')}`);
  if (rest.length === 0) return [...before, { format }];
  refuseNoFile(rest.join(':'));
  return [...before, { format, file: resolve(rest.join(':')) }];
}

function collectCode(value: string, before: readonly FindingCode[] = []): FindingCode[] {
  const codes = collectCodes(value, before);
  if (codes.some((code) => FINDING_CODES[code].bytes === 'unread'))
    throw new InvalidArgumentError('Must not be about what could not be read: nobody knows what is in it.');
  return codes;
}

const HELP = `
EXAMPLES
  restorable seal /srv/backup/today                 writes restorable.sha256
  restorable seal -o /root/today.sha256 /mnt/today  leaves the tree untouched
  restorable seal --accept-code changed /mnt/today  its SHA256SUMS is old
  restorable seal --set mail                        a set of restorable.json
  cd /srv/backup/today && sha256sum -c restorable.sha256   without restorable

RETENTION
  With --retention, what restic forget --prune, borg compact or git gc remove
  from a store afterwards is a note and not a loss. What is there still has to
  hold, and a store that lost most of its data, or lacks what it names itself,
  is damaged. Whether a needed pack of restic is gone, only restic check knows.

LISTS IN THE TREE
  Whatever vouches for files in the tree is checked in the same read. What
  matches is named in the first line of the manifest: held=SHA256SUMS:3. What
  does not is exit 1 and no manifest: correct the file or the list, or name
  each code that is right as it is: --accept-code changed. The manifest that
  --force replaces is not checked; restorable verify does that.

${EXIT_STATUS}`;
