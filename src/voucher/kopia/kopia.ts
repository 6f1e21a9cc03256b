import { ENCRYPTED_FILE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/**
 * A repository of kopia in a directory: blobs have random or keyed names, end in `.f` and are always encrypted, so
 * nothing can be held against anything without the password.
 */
export const kopia: Voucher = {
  name: 'kopia',
  about: 'kopia: blobs are encrypted under names that prove nothing; left alone',
  layouts: [
    {
      anchors: ['kopia.repository.f'],
      isTop: (names) => names.has('kopia.repository.f'),
      handle: (path) => (path.endsWith('.f') && path !== 'kopia.repository.f' ? ENCRYPTED_FILE : undefined),
    },
  ],
};
