import type { Voucher } from '../kit/voucher.ts';

/**
 * Media Hash Lists 1.0 and 1.1 (`*.mhl` beside the media), and lists of ASC MHL that lie alone: digests and sizes of named
 * files below the directory of the list.
 */
export const mhl: Voucher = {
  name: 'mhl',
  about: 'Media Hash Lists 1.x (Silverstack, Hedge and others): sizes and digests of named files',
  list: {
    find: (names) => [...names].filter((name) => /\.mhl$/i.test(name)),
    open: async (candidate) => (await import('./list.ts')).openMhl(candidate),
  },
};
