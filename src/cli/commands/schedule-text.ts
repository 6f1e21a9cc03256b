import { quoteWord } from '../../report/quote-word.ts';

/** What to schedule: the flags of `verify`, the roots, and which of them the command line names; sets name their own. */
export type ScheduledJob = {
  readonly flags: readonly string[];
  readonly roots: readonly string[];
  readonly named: readonly string[];
  readonly about: string;
  /** The directories that reports are written to. */
  readonly writes: readonly string[];
  readonly name: string;
  /** A unit that systemd starts where the run fails. */
  readonly onFailure?: string;
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

/** A file of systemd: its name and its text. */
export type UnitFile = { readonly name: string; readonly text: string };

/**
 * Returns a systemd service and its timer that run a command daily at a time such as `02:30`. The service may read
 * everything, write its state and its reports, and reach monitors: `systemd-analyze security` gives it 2.5 of 10.
 */
export function units(words: readonly string[], job: ScheduledJob, at: string): readonly UnitFile[] {
  const { about, roots, writes, name, onFailure } = job;
  const unit = `restorable-${name}`;
  const isInTmp = roots.some((root) => /^\/(?:var\/)?tmp(?:\/|$)/.test(root));
  const service = `[Unit]
Description=Verify ${specifiers(about)}
${setting('RequiresMountsFor', roots.map(beforeGlob))}${
  onFailure === undefined ? '# OnFailure=a-unit-that-notifies-you@%n.service\n' : `OnFailure=${onFailure}\n`
}
[Service]
Type=oneshot
NotifyAccess=all
ExecStart=${words.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
StateDirectory=restorable
Nice=19
IOSchedulingClass=idle
# It reads as root, and writes nothing but its state and its reports.
CapabilityBoundingSet=CAP_DAC_READ_SEARCH${writes.length === 0 ? '' : ' CAP_DAC_OVERRIDE'}
ProtectSystem=strict
${setting(
  'ReadWritePaths',
  writes.map((path) => `-${path}`),
)}ProtectHome=read-only
${isInTmp ? '' : 'PrivateTmp=yes\n'}PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
NoNewPrivileges=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
`;
  const timer = `[Unit]
Description=Verify ${specifiers(about)} every night

[Timer]
OnCalendar=*-*-* ${at}:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
`;
  return [
    { name: `${unit}.service`, text: service },
    { name: `${unit}.timer`, text: timer },
  ];
}

/** Returns units as they are printed for a person, with what to do with them. */
export function printedUnits(files: readonly UnitFile[]): string {
  const all = files.map(({ name, text }) => `# /etc/systemd/system/${name}\n${text}`);
  return `${all.join('\n')}\n${installing(files)}`;
}

/** Returns what to do with units that are in their place, as comments of a shell. */
export function installing(files: readonly UnitFile[]): string {
  const timer = files.find(({ name }) => name.endsWith('.timer'))?.name ?? '';
  const unit = timer.replace(/\.timer$/, '');
  return `# enable: systemctl daemon-reload && systemctl enable --now ${timer}
# check: systemctl list-timers ${timer}; journalctl -u ${unit}; restorable status
`;
}

/** The directory that a glob begins in; a path without one as it is. */
function beforeGlob(root: string): string {
  const glob = root.search(/[*?[{(!]/);
  return glob < 0 ? root : root.slice(0, root.lastIndexOf('/', glob)) || '/';
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
