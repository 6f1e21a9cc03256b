import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SealOptions } from '../../engine/commands/seal.ts';
import { EXPORT_NAMES, isExportName } from '../../manifest/exports/names.ts';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { type CommonFlags, withCommonFlags } from '../arguments/options.ts';
import { EXIT_STATUS } from '../exit.ts';
import type { ExportChoice } from '../output/export-files.ts';

type Flags = CommonFlags & {
  readonly output?: string;
  readonly force?: boolean;
  readonly algorithm: string;
  readonly acceptFindings?: boolean;
  readonly origin: 'source' | 'copy';
  readonly format?: readonly ExportChoice[];
};

/** Adds `restorable seal`. */
export function addSeal(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    program
      .command('seal')
      .summary('read a tree once and write its manifest')
      .argument('<dir>', 'the directory to seal')
      .optionsGroup('Manifest:')
      .option('-o, --output <file>', 'write the manifest here; else DIR/restorable.sha256; .gz packs it')
      .option('--force', 'replace an existing manifest; the old one stays until the new one is whole')
      .addOption(
        new Option('--algorithm <name>', 'the digest of the hash lines; xxh64 stands beside it')
          .choices(['sha256', 'sha512', 'blake3', 'xxh128', 'xxh64'])
          .default('sha256'),
      )
      .addOption(
        new Option('--origin <what>', 'what is sealed: the source itself, or the backup copy')
          .choices(['source', 'copy'])
          .default('copy'),
      )
      .addOption(
        new Option('--format <name[:file]>', 'also write another format (repeatable)')
          .choices(EXPORT_NAMES)
          .argParser(collectFormat),
      )
      .option(
        '--accept-findings',
        'seal in spite of findings about the content and note them in the manifest',
      ),
  )
    .description('Reads every file once, writes digests and content profiles, and refuses to bless garbage.')
    .addHelpText('after', HELP)
    .action(
      async (
        named: string,
        { output, force, algorithm, acceptFindings, origin, format = [], ...flags }: Flags,
      ) => {
        if (format.length > 0 && algorithm !== 'sha256')
          throw new Fault(2, `--format needs sha256, not ${algorithm}`, 'leave --algorithm out');
        const extra: SealOptions = { algorithm, acceptFindings: acceptFindings === true, origin };
        const [{ conduct }, { sealNext }] = await Promise.all([
          import('./run-command.ts'),
          import('../../engine/commands/seal.ts'),
        ]);
        const { openManifestFile } = await import('../output/manifest-file.ts');
        const { exportedFiles, writeExports } = await import('../output/export-files.ts');
        const exclude = exportedFiles(format).map((name) => `./${name}`);
        exit(
          await conduct('seal', [named], flags, (root, options, world) => {
            const file = resolve(output ?? join(root, `restorable.${algorithm}`));
            const sink = openManifestFile(file, world.id, force === true);
            const seen = {
              ...sink,
              async commit() {
                await sink.commit();
                await writeExports(root, file, format, world.id);
              },
            };
            const all = [...(options.exclude ?? []), ...exclude];
            return sealNext(root, { ...options, ...extra, exclude: all }, { ...seen, manifest: file }, world);
          }),
        );
      },
    );
}

function collectFormat(value: string, before: readonly ExportChoice[] = []): ExportChoice[] {
  const [format = '', ...rest] = value.split(':');
  if (!isExportName(format))
    throw new InvalidArgumentError(`There is no format ${JSON.stringify(format)} to write.`);
  return [...before, rest.length === 0 ? { format } : { format, file: resolve(rest.join(':')) }];
}

const HELP = `
EXAMPLES
  restorable seal /srv/backup/today                 writes restorable.sha256
  restorable seal -o /root/today.sha256 /mnt/today  leaves the tree untouched
  cd /srv/backup/today && sha256sum -c restorable.sha256   without restorable

${EXIT_STATUS}`;
