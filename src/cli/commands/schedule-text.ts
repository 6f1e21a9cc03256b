import { quoteWord } from '../arguments/quote-word.ts';

/** What is scheduled: the flags of `verify`, and the roots where those do not name them. */
export type ScheduledJob = {
  readonly flags: readonly string[];
  readonly roots: readonly string[];
  readonly about: string;
  /** Directories that reports are written to. */
  readonly writes: readonly string[];
  readonly name: string;
};

/** A line of a crontab that runs a command each day at a time such as `02:30`. */
export function crontab(words: readonly string[], at: string): string {
  const [hour, minute] = at.split(':').map(Number);
  const command = words.map(quoteWord).join(' ').replaceAll('%', '\\%');
  return [
    '# Silent where all is sound; else cron mails what was found. Put it in place with: crontab -e',
    `${minute} ${hour} * * * nice -n 19 ionice -c 3 ${command}`,
    '',
  ].join('\n');
}

/** A service of systemd and its timer that run a command each day at a time such as `02:30`. */
export function units(
  words: readonly string[],
  { about, roots, writes, name }: ScheduledJob,
  at: string,
): string {
  const unit = `restorable-${name}`;
  return `# /etc/systemd/system/${unit}.service
[Unit]
Description=Verify ${specifiers(about)}
${setting('RequiresMountsFor', roots)}# OnFailure=a-unit-that-tells-you@%n.service

[Service]
Type=oneshot
NotifyAccess=all
ExecStart=${words.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
StateDirectory=restorable
Nice=19
IOSchedulingClass=idle
ProtectSystem=strict
${setting('ReadOnlyPaths', roots)}${setting(
  'ReadWritePaths',
  writes.map((path) => `-${path}`),
)}PrivateTmp=yes
NoNewPrivileges=yes

# /etc/systemd/system/${unit}.timer
[Unit]
Description=Verify ${specifiers(about)} every night

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

/** A line of a unit, where there is anything to say. */
function setting(name: string, words: readonly string[]): string {
  return words.length === 0 ? '' : `${name}=${words.map(quoted).join(' ')}\n`;
}

/** A word of a unit (systemd.syntax(7), quoting; systemd.unit(5), specifiers). */
function quoted(word: string): string {
  const plain = specifiers(word);
  return /^[\w/.,:=@+-]+$/.test(word) ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}
