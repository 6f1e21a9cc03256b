import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { Fault } from '../../model/fault.ts';
import { BadValue } from '../arguments/bad-value.ts';
import { parseUrl } from '../arguments/options.ts';
import { namesSets, type SetFlags, withSetFlags } from '../arguments/set-flags.ts';
import { openScreen } from '../screen.ts';
import { crontab, type ScheduledJob, units } from './schedule-text.ts';

type Flags = SetFlags & {
  readonly systemd?: boolean;
  readonly cron?: boolean;
  readonly at: string;
  readonly name?: string;
  readonly ping?: string;
};

/** Adds `restorable schedule`. */
export function addSchedule(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('schedule')
    .summary('print systemd units or a crontab line')
    .argument('[dir...]', 'the directories to verify every night')
    .addOption(new Option('--systemd', 'print a systemd service and its timer').conflicts('cron'))
    .option('--cron', 'print a crontab line')
    .option('--at <hh:mm>', 'time of day', parseTime, '02:30')
    .option('--name <name>', 'name of the units (default: the first directory or the set)', parseName)
    .option('--ping <url>', 'ping a monitor such as healthchecks.io at start and end', parseUrl);
  withSetFlags(command)
    .description('Prints what runs `restorable verify` every night, for you to review and install.')
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: Flags) => {
      const { systemd, cron, at, name, ping } = flags;
      if (systemd !== true && cron !== true)
        throw new Fault(
          2,
          'schedule takes --systemd or --cron',
          'for example: restorable schedule --systemd /srv/backup',
        );
      const job = namesSets(named, flags) ? await jobOfSetFlags(flags) : jobOfRoots(named);
      if ([...job.flags, ...job.roots, ...job.writes].some((word) => /[\n\r\0]/.test(word)))
        throw new Fault(2, 'a path with a line break cannot be scheduled', 'rename the directory');
      const words = [
        process.execPath,
        resolve(process.argv[1] ?? 'restorable'),
        'verify',
        ...job.flags,
        ...(ping === undefined ? [] : ['--ping', ping]),
        ...(job.roots.length === 0 ? [] : ['--', ...job.roots]),
      ];
      const text = cron === true ? crontab(words, at) : units(words, { ...job, name: name ?? job.name }, at);
      process.stdout.write(text);
      exit(0);
    });
}

function jobOfRoots(named: readonly string[]): ScheduledJob {
  if (named.length === 0)
    throw new Fault(
      2,
      'no directory or set is named',
      'for example: restorable schedule --cron /srv/backup, or --all-sets',
    );
  const roots = named.map((each) => resolve(each));
  return {
    flags: ['--lock-wait', '1h', '--keep', '60'],
    roots,
    about: roots.join(', '),
    writes: [],
    name: nameOf(roots),
  };
}

async function jobOfSetFlags(flags: Flags): Promise<ScheduledJob> {
  const [{ jobOfSets }, screen] = await Promise.all([import('./schedule-sets.ts'), openScreen('auto')]);
  return jobOfSets(flags, (message) => screen.warn(message));
}

function nameOf([root = 'backup']: readonly string[]): string {
  return (
    basename(root)
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+/, '') || 'backup'
  );
}

function parseTime(value: string): string {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)) throw new BadValue('a time of day such as 02:30');
  return value;
}

function parseName(value: string): string {
  if (!/^[\w][\w.-]{0,100}$/.test(value)) throw new BadValue('letters, digits, dots and dashes');
  return value;
}

const HELP = `
EXAMPLES
  restorable schedule --systemd /srv/backup
  restorable schedule --systemd --all-sets    the sets of restorable.json
  restorable schedule --cron --at 03:15 --ping https://hc.example/ID /srv/backup

EXIT STATUS
  0  printed
  2  usage error, nothing printed`;
