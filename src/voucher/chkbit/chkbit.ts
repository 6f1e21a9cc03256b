import type { Voucher } from '../kit/voucher.ts';
import { ATOM, INDEX } from './names.ts';

/**
 * Indexes of chkbit: `.chkbit` in each directory, of the files in it, or `.chkbit-db` at the top, of all. An index has the
 * MD5 of its own entries; what changed with its time is changed here, though chkbit takes it over.
 */
export const chkbit: Voucher = {
  name: 'chkbit',
  about: 'indexes of chkbit (.chkbit, .chkbit-db), held by their own MD5: digests and times of named files',
  list: {
    find: (names) => [INDEX, ATOM].filter((name) => names.has(name)),
    open: async (candidate) => (await import('./list.ts')).openChkbit(candidate),
  },
};
