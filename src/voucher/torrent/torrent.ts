import type { Voucher } from '../kit/voucher.ts';

/**
 * Torrents of version 1, where a piece may span files, of version 2, where each file has a tree of its own, and of both. Most
 * name what lies elsewhere: one is a list where half of its files are here.
 */
export const torrent: Voucher = {
  name: 'torrent',
  about: 'torrents (BitTorrent 1 and 2): sizes, and SHA-1 of pieces or SHA-256 of the tree of each file',
  list: {
    find: (names) => [...names].filter((name) => /\.torrent$/i.test(name)),
    open: async (candidate) => (await import('./list.ts')).openTorrent(candidate),
  },
};
