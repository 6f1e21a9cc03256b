import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { Fault } from '../model/fault.ts';

type Flags = {
  readonly systemd?: boolean;
  readonly cron?: boolean;
  readonly at: string;
  readonly name?: string;
  readonly ping?: string;
};

/** Adds `restorable schedule`. */
export function addSchedule(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('schedule')
    .summary('print units for systemd, or a line for a crontab')
    .argument('<dir...>', 'the directories to verify every night')
    .addOption(new Option('--systemd', 'print a service and its timer').conflicts('cron'))
    .option('--cron', 'print a line for a crontab')
    .option('--at <hh:mm>', 'when, each day', parseTime, '02:30')
    .option('--name <name>', 'the name of the units; else made of the first directory', parseName)
    .option('--ping <url>', 'a monitor that is told of every run, as healthchecks.io')
    .description(
      'Prints what runs `restorable verify` every night, for you to look at and to put in its place.',
    )
    .addHelpText('after', HELP)
    .action((named: string[], { systemd, cron, at, name, ping }: Flags) => {
      if (systemd !== true && cron !== true)
        throw new Fault(
          2,
          'schedule takes --systemd or --cron',
          'as: restorable schedule --systemd /srv/backup',
        );
      const roots = named.map((each) => resolve(each));
      if (roots.some((root) => /[\n\r\0]/.test(root)))
        throw new Fault(2, 'a path with a line end cannot be scheduled', 'give the directory another name');
      const itself = [process.execPath, resolve(process.argv[1] ?? 'restorable')];
      const words = [
        ...itself,
        'verify',
        '--lock-wait',
        '1h',
        '--keep',
        '60',
        ...(ping === undefined ? [] : ['--ping', ping]),
        '--',
        ...roots,
      ];
      const text = cron === true ? crontab(words, at) : units(words, roots, at, name ?? nameOf(roots));
      process.stdout.write(text);
      exit(0);
    });
}

function crontab(words: readonly string[], at: string): string {
  const [hour, minute] = at.split(':').map(Number);
  const command = words
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ')
    .replaceAll('%', '\\%');
  return [
    '# Silent where all is sound; else cron mails what was found. Put it in place with: crontab -e',
    `${minute} ${hour} * * * nice -n 19 ionice -c 3 ${command}`,
    '',
  ].join('\n');
}

function units(words: readonly string[], roots: readonly string[], at: string, name: string): string {
  const unit = `restorable-${name}`;
  return `# /etc/systemd/system/${unit}.service
[Unit]
Description=Verify ${specifiers(roots.join(', '))}
RequiresMountsFor=${roots.map(quoted).join(' ')}
# OnFailure=a-unit-that-tells-you@%n.service

[Service]
Type=oneshot
NotifyAccess=all
ExecStart=${words.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
StateDirectory=restorable
Nice=19
IOSchedulingClass=idle
ProtectSystem=strict
ReadOnlyPaths=${roots.map(quoted).join(' ')}
PrivateTmp=yes
NoNewPrivileges=yes

# /etc/systemd/system/${unit}.timer
[Unit]
Description=Verify ${specifiers(roots.join(', '))} every night

[Timer]
OnCalendar=*-*-* ${at}:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target

# then: systemctl daemon-reload && systemctl enable --now ${unit}.timer
# look: systemctl list-timers ${unit}.timer; journalctl -u ${unit}; restorable status
`;
}

/** A word of a unit (systemd.syntax(7), quoting; systemd.unit(5), specifiers). */
function quoted(word: string): string {
  const plain = specifiers(word);
  return /^[\w/.,:=@+-]+$/.test(word) ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

function nameOf([root = 'backup']: readonly string[]): string {
  return (
    basename(root)
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+/, '') || 'backup'
  );
}

function parseTime(value: string): string {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value))
    throw new InvalidArgumentError('It takes a time of day, as 02:30.');
  return value;
}

function parseName(value: string): string {
  if (!/^[\w][\w.-]{0,100}$/.test(value))
    throw new InvalidArgumentError('It takes letters, digits, dots and dashes.');
  return value;
}

const HELP = `
EXAMPLES
  restorable schedule --systemd /srv/backup
  restorable schedule --cron --at 03:15 --ping https://ping.example.org/ID /srv/backup`;
