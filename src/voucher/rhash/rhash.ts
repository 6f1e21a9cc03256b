import { claimOfName } from '../../manifest/checksum/names.ts';
import { isListName } from '../kit/list-name.ts';
import type { Voucher } from '../kit/voucher.ts';

/**
 * Lists of RHash that are not those of md5sum: `--simple`. Its links (`--magnet`, `--ed2k-link`) have digests of pieces and
 * trees, which are not checked here and said so.
 */
export const rhash: Voucher = {
  name: 'rhash',
  about: 'rhash --simple; links of magnet and eD2k are recognised, not checked',
  list: {
    find: (names) =>
      [...names].filter(
        (name) => isListName(name) || claimOfName(name) !== undefined || /\.(?:magnet|ed2k)s?$/i.test(name),
      ),
    open: async (candidate) => (await import('./list.ts')).openRhash(candidate),
  },
};
