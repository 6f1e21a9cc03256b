import type { Voucher } from '../kit/voucher.ts';
import { DATABASE } from './names.ts';

/**
 * The database of bitrot: SQLite with path, time and SHA-1 of every file below its directory, and `.bitrot.sha512` beside it
 * with its own digest.
 */
export const bitrot: Voucher = {
  name: 'bitrot',
  about: 'the database of bitrot (.bitrot.db), held by .bitrot.sha512: digests and times of named files',
  list: {
    find: (names) => (names.has(DATABASE) ? [DATABASE] : []),
    open: async (candidate) => (await import('./list.ts')).openBitrot(candidate),
  },
};
