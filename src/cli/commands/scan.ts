import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { gatesOf } from '../arguments/gate-options.ts';
import { refuseForRemote } from '../arguments/remote-flags.ts';
import { type ScanFlags, withScanFlags } from '../arguments/verify-flags.ts';
import { runNamedOrSets } from '../config/run.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable scan`. */
export function addScan(program: Command, exit: (code: ExitCode) => void): void {
  withScanFlags(
    program
      .command('scan')
      .summary('look for garbage, without a manifest')
      .argument('[dir...]', 'directories, files or globs'),
  )
    .description(
      'Reads everything once and reports garbage: zeros, fills, holes, random or half-encrypted bytes, broken or truncated files, flooded directories.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: ScanFlags, command: Command) =>
      exit(await runNamedOrSets(command, named, flags, scanNamed)),
    );
}

async function scanNamed(named: readonly string[], flags: ScanFlags): Promise<ExitCode> {
  refuseForRemote(named, flags);
  const [{ runCommand }, { scan }, { readFilesFrom }] = await Promise.all([
    import('./run-command.ts'),
    import('../../engine/commands/scan.ts'),
    import('../arguments/files-from.ts'),
  ]);
  const { namedShard, shardOptions } = await import('./sharded.ts');
  const part = shardOptions(flags, process.env);
  return runCommand(
    'scan',
    named,
    { ...flags, ...namedShard(part) },
    async function* (root, options, context) {
      const listed = await readFilesFrom(named, flags);
      yield* scan(root, { ...options, ...listed, ...part, gates: gatesOf(flags) }, context);
    },
  );
}

const HELP = `
EXAMPLES
  restorable scan /srv/backup/today            before you restore from it
  restorable scan --json '/srv/backup/2026-*'  all generations, as events
  restorable scan --min-bytes 1G --max-age 26h /srv/backup/today
  find DIR -newer x -printf '%P\\0' | restorable scan -0 --files-from - DIR
  restorable scan --bandwidth 10M rclone:nas:backups   through rclone
  restorable scan --set mail                   a set of restorable.json

${EXIT_STATUS}`;
