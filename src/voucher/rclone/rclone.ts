import { claimOfName } from '../../manifest/checksum/names.ts';
import { isListName } from '../kit/list-name.ts';
import type { Voucher } from '../kit/voucher.ts';

/**
 * Lists of `rclone hashsum` that no other tool reads: digests in base64 (the URL alphabet; RHash uses the plain one), files
 * without a digest, names with control pictures for control bytes.
 */
export const rclone: Voucher = {
  name: 'rclone',
  about: 'rclone hashsum --base64 (RHash --base64 too), and its lists with files that have no digest',
  list: {
    find: (names) => [...names].filter((name) => isListName(name) || claimOfName(name) !== undefined),
    open: async (candidate) => (await import('./list.ts')).openRclone(candidate),
  },
};
