import type { Voucher } from '../kit/voucher.ts';
import { CHAIN } from './names.ts';

const GENERATION = /^\d{4,}_.*\.mhl$/i;

/**
 * Histories of ASC MHL 2.0 (`ascmhl/` with its chain): the chain vouches for the generations, those for the files, the
 * earliest digest of a file counts, and renames are followed. A history of a whole directory is a closed inventory of that.
 */
export const ascmhl: Voucher = {
  name: 'ascmhl',
  about:
    'ASC Media Hash Lists 2.0: generations held by their chain, all files of the directory but ignored ones',
  list: {
    find(names) {
      if (names.has(CHAIN)) return [CHAIN];
      const [first] = [...names].filter((name) => GENERATION.test(name)).toSorted();
      return first === undefined ? [] : [first];
    },
    open: async (candidate) => (await import('./list.ts')).openAscMhl(candidate),
  },
};
