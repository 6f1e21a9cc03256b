import { writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isSea } from 'node:sea';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { BadValue } from '../arguments/bad-value.ts';
import { parseUrl } from '../arguments/options.ts';
import { namesSets, type SetFlags, withSetFlags } from '../arguments/set-flags.ts';
import { openScreen } from '../screen.ts';
import { readText } from '../small-files.ts';
import {
  crontab,
  installing,
  printedUnits,
  type ScheduledJob,
  type UnitFile,
  units,
} from './schedule-text.ts';

type Flags = SetFlags & {
  readonly systemd?: boolean;
  readonly cron?: boolean;
  readonly at: string;
  readonly name?: string;
  readonly ping?: string;
  readonly write?: string;
  readonly onFailure?: string;
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
    .option('--ping <url>', 'ping a monitor such as healthchecks.io at start and end', parseUrl)
    .addOption(
      new Option('--write <dir>', 'write the units into a directory instead, by their names').conflicts(
        'cron',
      ),
    )
    .addOption(
      new Option('--on-failure <unit>', 'the unit that systemd starts if a run fails')
        .argParser(parseUnit)
        .conflicts('cron'),
    );
  withSetFlags(command)
    .description(
      'Prints, or writes, what runs `restorable verify` every night, for you to review and enable.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], flags: Flags) => {
      const { systemd, cron, at, name, ping, write, onFailure } = flags;
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
        ...thisProgram(),
        'verify',
        ...job.flags,
        ...(ping === undefined ? [] : ['--ping', ping]),
        ...(job.named.length === 0 ? [] : ['--', ...job.named]),
      ];
      if (cron === true) process.stdout.write(crontab(words, at));
      else {
        const unit = { ...job, name: name ?? job.name, ...(onFailure === undefined ? {} : { onFailure }) };
        const files = units(words, unit, at);
        process.stdout.write(write === undefined ? printedUnits(files) : writeUnits(files, write));
      }
      exit(0);
    });
}

/** The words that start this program again: the single-file executable is its own interpreter. */
function thisProgram(): readonly string[] {
  return isSea() ? [process.execPath] : [process.execPath, resolve(process.argv[1] ?? 'restorable')];
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
    named: roots,
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

function parseUnit(value: string): string {
  if (!/^[\w:.@%-]+\.(?:service|target)$/.test(value)) throw new BadValue('a unit such as notify@%n.service');
  return value;
}

/** Writes units that are not there yet, or are there as they are; returns what to do with them. Throws a Fault (2). */
function writeUnits(files: readonly UnitFile[], directory: string): string {
  for (const { name, text } of files) {
    const file = join(directory, name);
    if (readIfThere(file) !== text && readIfThere(file) !== undefined)
      throw new Fault(
        2,
        `${file}: there is another unit of this name`,
        'remove it, or choose another: --name NAME',
      );
  }
  for (const { name, text } of files) writeFileSync(join(directory, name), text, { mode: 0o644 });
  return `${files.map(({ name }) => `# ${join(directory, name)}\n`).join('')}${installing(files)}`;
}

function readIfThere(file: string): string | undefined {
  try {
    return readText(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseName(value: string): string {
  if (!/^[\w][\w.-]{0,100}$/.test(value)) throw new BadValue('letters, digits, dots and dashes');
  return value;
}

const HELP = `
EXAMPLES
  restorable schedule --systemd /srv/backup
  restorable schedule --systemd --write /etc/systemd/system /srv/backup
  restorable schedule --systemd --all-sets    the sets of restorable.json
  restorable schedule --cron --at 03:15 --ping https://hc.example/ID /srv/backup

EXIT STATUS
  0  printed or written
  2  usage error, nothing printed or written`;
