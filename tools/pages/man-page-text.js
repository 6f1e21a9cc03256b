export const DESCRIPTION = [
  'restorable reads a backup directory and answers three questions separately. Corrupt: do the bytes still match the manifest, the checksum list or the digests of the repository? Complete: is everything there that was promised, and nothing else? Plausible: is this real content, or garbage: zeros, fills, holes, random or half-encrypted bytes, broken archives, truncated dumps, flooded directories? The last question needs no manifest.',
  'Exit status 0 means that everything in scope was read and passed, nothing weaker. Without a terminal a sound run prints nothing; a failing run prints the verdict first, then the findings. Results go to stdout; progress, warnings and errors go to stderr. Only seal and accept ever write into a backup.',
  'Sizes are written like 500, 10M (10,000,000) or 10MiB (10,485,760), durations with a unit, like 90s, 30m, 26h, 7d or 1d12h.',
];

export const FILES = [
  [
    'DIR/restorable.sha256',
    'the manifest of seal; sha256sum -c accepts it. restorable.sha256.N are its earlier generations.',
  ],
  [
    '/var/lib/restorable/',
    'the state directory of root: journals of runs (journal/) and locks (lock/). For other users it is ~/.local/state/restorable/.',
  ],
  [
    '/etc/restorable/restorable.json',
    'the configuration file with the backup sets. For users other than root, ~/.config/restorable/restorable.json comes first.',
  ],
];

export const ENVIRONMENT = [
  ['NO_COLOR', 'if set and not empty, there is no colour without --color always.'],
  ['TERM', 'if dumb, there is no colour and no animation.'],
  ['CI', 'if set and not empty, there is no animated progress.'],
  ['XDG_STATE_HOME', 'an absolute path: the state directory is restorable/ in it.'],
  ['XDG_CONFIG_HOME', 'an absolute path used instead of ~/.config, but not by root.'],
  ['TMPDIR', 'where large lists are sorted (default: /tmp).'],
  ['GITHUB_STEP_SUMMARY', 'the file that the github report appends its summary to.'],
  [
    'NOTIFY_SOCKET, WATCHDOG_USEC',
    'set by systemd: progress and watchdog messages are sent with systemd-notify.',
  ],
  ['RESTORABLE_EXIT', 'the exit status, set for the command of --exec-on-failure.'],
];

export const SEE_ALSO = ['sha256sum(1)', 'xxhsum(1)', 'crontab(5)', 'systemd.timer(5)'];
