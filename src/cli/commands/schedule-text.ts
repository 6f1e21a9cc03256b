import { quoteWord } from '../arguments/quote-word.ts';

/** What to schedule: the flags of `verify`, and the roots unless the flags name sets. */
export type ScheduledJob = {
  readonly flags: readonly string[];
  readonly roots: readonly string[];
  readonly about: string;
  /** The directories that reports are written to. */
  readonly writes: readonly string[];
  readonly name: string;
};

/** Returns a crontab line that runs a command daily at a time such as `02:30`. */
export function crontab(words: readonly string[], at: string): string {
  const [hour, minute] = at.split(':').map(Number);
  const command = words.map(quoteWord).join(' ').replaceAll('%', '\\%');
  return [
    '# Silent if everything is sound; otherwise cron mails the findings. Install it with: crontab -e',
    `${minute} ${hour} * * * nice -n 19 ionice -c 3 ${command}`,
    '',
  ].join('\n');
}

/** Returns a systemd service and its timer that run a command daily at a time such as `02:30`. */
export function units(
  words: readonly string[],
  { about, roots, writes, name }: ScheduledJob,
  at: string,
): string {
  const unit = `restorable-${name}`;
  return `# /etc/systemd/system/${unit}.service
[Unit]
Description=Verify ${specifiers(about)}
${setting('RequiresMountsFor', roots)}# OnFailure=a-unit-that-notifies-you@%n.service

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

# enable: systemctl daemon-reload && systemctl enable --now ${unit}.timer
# check: systemctl list-timers ${unit}.timer; journalctl -u ${unit}; restorable status
`;
}

/** Returns a line of a unit, or nothing without words. */
function setting(name: string, words: readonly string[]): string {
  return words.length === 0 ? '' : `${name}=${words.map(quoted).join(' ')}\n`;
}

/** Quotes a word for a unit (systemd.syntax(7), quoting; systemd.unit(5), specifiers). */
function quoted(word: string): string {
  const plain = specifiers(word);
  return /^[\w/.,:=@+-]+$/.test(word) ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}
