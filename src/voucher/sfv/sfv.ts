import type { Voucher } from '../kit/voucher.ts';

/**
 * SFV (Simple File Verification, as cksfv and cfv write it): `name CRC-32` a line, comments behind `;`, paths with either
 * slash below the directory of the list. It answers whether a file is corrupt by accident, and nothing else.
 */
export const sfv: Voucher = {
  name: 'sfv',
  about: 'Simple File Verification (cksfv, cfv, RHash): CRC-32 of named files',
  list: {
    find: (names) => [...names].filter((name) => /\.sfv$/i.test(name)),
    open: async (candidate) => (await import('./list.ts')).openSfv(candidate),
  },
};
