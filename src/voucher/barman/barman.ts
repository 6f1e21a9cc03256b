import type { Voucher } from '../kit/voucher.ts';

/**
 * The home of Barman: for each server its backups below `base`, and the write-ahead log below `wals`, where `xlog.db` lists
 * every segment with its size. What it has no list of (information files, the files of an rsync backup) is its own.
 */
export const barman: Voucher = {
  name: 'barman',
  about:
    'Barman: every archived segment by name and size, the log that each backup needs, backup.info; segments prove themselves',
  layouts: [
    {
      vouches: true,
      anchors: ['wals/'],
      isTop: (names) =>
        names.has('base/') &&
        names.has('wals/') &&
        ['identity.json', 'meta/', 'streaming/', 'incoming/'].some((name) => names.has(name)),
      handle: () => undefined,
    },
  ],
  list: {
    find: (names) => (names.has('xlog.db') ? ['xlog.db'] : []),
    open: async (candidate) => (await import('./list.ts')).openBarman(candidate),
  },
};
