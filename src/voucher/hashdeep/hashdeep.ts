import { isListName } from '../kit/list-name.ts';
import type { Voucher } from '../kit/voucher.ts';

/**
 * Lists of hashdeep (`%%%% HASHDEEP-1.0`), and of md5deep and its kin with sizes (`-z`): digests and sizes of files. A list
 * whose header says that it is of all below one directory (`-r`) is a closed inventory of that, as `hashdeep -a` has it.
 */
export const hashdeep: Voucher = {
  name: 'hashdeep',
  about:
    'hashdeep, and md5deep -z: sizes and digests of named files; all files, where the list was made with -r',
  list: {
    find: (names) =>
      [...names].filter((name) => isListName(name) || /\.(?:hd|hashdeep|md5deep)(?:\.gz)?$/i.test(name)),
    open: async (candidate) => (await import('./list.ts')).openHashdeep(candidate),
  },
};
