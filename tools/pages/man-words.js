export const DESCRIPTION = [
  'restorable reads a backup directory and answers three questions, and never mixes them up. Corrupt: do the bytes still match what was promised, by a manifest, a checksum list or the digests of a repository? Complete: is everything there that was promised, and nothing that was not? Plausible: is this content at all, or garbage: zeros, fills, holes, random or half-encrypted bytes, broken archives, cut dumps, flooded directories? The last needs no manifest.',
  'Exit status 0 means that everything in scope was read and held, nothing weaker. Without a terminal a sound run prints nothing; a run that fails prints the verdict first, then what was found. Results go to stdout; progress, warnings and errors go to stderr. Nothing but what seal and accept write is ever written into a backup.',
  'Sizes are written as 500, 10M (10,000,000) or 10MiB (10,485,760), durations with their unit as 90s, 30m, 26h, 7d or 1d12h.',
];

export const FILES = [
  [
    'DIR/restorable.sha256',
    'the manifest of seal; sha256sum -c accepts it. restorable.sha256.N are those before it.',
  ],
  [
    '/var/lib/restorable/',
    'the state directory of root: journals of runs (journal/) and locks (lock/). For others it is ~/.local/state/restorable/.',
  ],
  [
    '/etc/restorable/restorable.json',
    'the configuration file with the backup sets. For others than root ~/.config/restorable/restorable.json comes first.',
  ],
];

export const ENVIRONMENT = [
  ['NO_COLOR', 'where it is set and not empty, there is no colour unless --color always is given.'],
  ['TERM', 'where it is dumb, there is no colour and nothing moves.'],
  ['CI', 'where it is set and not empty, no progress moves.'],
  ['XDG_STATE_HOME', 'an absolute path: the state directory is restorable/ in it.'],
  ['XDG_CONFIG_HOME', 'an absolute path in the place of ~/.config, but not for root.'],
  ['TMPDIR', 'where large lists are sorted; /tmp where it is not set.'],
  ['GITHUB_STEP_SUMMARY', 'a file to which the report github adds its summary.'],
  [
    'NOTIFY_SOCKET, WATCHDOG_USEC',
    'set by systemd: progress and life are told to it through systemd-notify.',
  ],
  ['RESTORABLE_EXIT', 'given to the command of --exec-on-failure: the exit status.'],
];

export const SEE_ALSO = ['sha256sum(1)', 'xxhsum(1)', 'crontab(5)', 'systemd.timer(5)'];
