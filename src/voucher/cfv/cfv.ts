import type { Voucher } from '../kit/voucher.ts';

/** Tables of other kinds are many; so many of one directory are looked into. */
const MOST = 64;

/**
 * Lists of cfv as CSV: the name, the bytes and the CRC-32 of each file, in the third form with its directory. Those of the
 * second form have no digest and are not taken.
 */
export const cfv: Voucher = {
  name: 'cfv',
  about: 'lists of cfv as CSV: sizes and CRC-32 of named files',
  list: {
    find: (names) =>
      [...names]
        .filter((name) => /\.csv$/i.test(name))
        .toSorted()
        .slice(0, MOST),
    open: async (candidate) => (await import('./list.ts')).openCfv(candidate),
  },
};
