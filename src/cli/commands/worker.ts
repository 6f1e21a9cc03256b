import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { type RedisFlags, withRedisFlags } from '../arguments/fleet-flags.ts';
import { parseJobs, withColorFlags } from '../arguments/options.ts';
import { parseDuration } from '../arguments/units.ts';
import { type ColorChoice, openScreen } from '../screen.ts';

type WorkerFlags = RedisFlags & {
  readonly root: string;
  readonly jobs: number | 'auto';
  readonly lease: number;
  readonly hung: number;
  readonly health: number;
  readonly color: ColorChoice;
};

/** Adds `restorable worker`. */
export function addWorker(program: Command, exit: (code: ExitCode) => void): void {
  const command = withRedisFlags(
    program
      .command('worker')
      .summary('read ranges of a tree for runs of fleet verify')
      .usage('--root DIR [options]'),
  )
    .requiredOption('--root <dir>', 'where this host sees the tree')
    .option('--jobs <n>', 'reader threads: auto = one per core, 1 on a hard disk', parseJobs, 'auto');
  const duration = (flags: string, about: string, ms: number, shown: string): void =>
    void command.addOption(command.createOption(flags, about).argParser(parseDuration).default(ms, shown));
  duration(
    '--lease <duration>',
    'give the range of a worker that is not heard of to another after this',
    30_000,
    '30s',
  );
  duration(
    '--hung <duration>',
    'end this worker where it read nothing for so long, with a range at work',
    900_000,
    '15m',
  );
  duration('--health <duration>', 'write a line about what was done this often', 60_000, '1m');
  withColorFlags(command)
    .description(
      'Reads ranges for every restorable fleet verify on the same Redis whose tree --root is, until SIGTERM; writes nothing but lines about itself to stderr.',
    )
    .addHelpText('after', HELP)
    .action(async (flags: WorkerFlags) => exit(await runWorker(flags)));
}

async function runWorker(flags: WorkerFlags): Promise<ExitCode> {
  const [{ redisAddress }, { loadBullMq }, { tryRedis }, { work }, { openRoot }, { laneCount }] =
    await Promise.all([
      import('../fleet/address.ts'),
      import('../fleet/bullmq.ts'),
      import('../fleet/connection.ts'),
      import('../fleet/work.ts'),
      import('../../engine/root.ts'),
      import('../../read/storage.ts'),
    ]);
  const address = redisAddress(flags, process.env);
  const { directory, only } = openRoot(flags.root);
  const { Fault } = await import('../../model/fault.ts');
  if (only !== undefined)
    throw new Fault(2, `${flags.root}: not a directory`, 'name the directory of the tree');
  const bullmq = await loadBullMq();
  const screen = await openScreen(flags.color);
  const { catchSignals } = await import('../signals.ts');
  const signals = catchSignals();
  const problem = await tryRedis(bullmq, address);
  if (problem?.exit === 2) throw problem;
  if (problem !== undefined) screen.warn(problem.message, `${problem.hint}; this worker waits for it`);
  try {
    await work({
      bullmq,
      address,
      root: directory,
      tool: (await import('../run-context.ts')).systemContext().tool,
      threads: flags.jobs === 'auto' ? Math.min(laneCount(directory), availableParallelism()) : flags.jobs,
      leaseMs: flags.lease,
      hungMs: flags.hung,
      healthMs: flags.health,
      screen,
      signal: signals.signal,
    });
  } finally {
    signals.release();
  }
  return 0;
}

const HELP = `
EXAMPLES
  restorable worker --redis redis://nas:6379 --root /srv/backup
  restorable worker --redis-file /etc/restorable/redis --root /mnt/backup

EXIT STATUS
  0  stopped by SIGINT or SIGTERM; what it had to do is done by others
  2  usage or configuration error, or bullmq is not installed`;
