import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** The cache directory of tarsnap. */
export const tarsnap: Voucher = {
  name: 'tarsnap',
  about: 'the cache of tarsnap; left alone',
  layouts: [
    {
      anchors: ['cseq'],
      isTop: (names) => names.has('directory') && names.has('cseq'),
      handle: (path) => (path === 'directory' || path === 'cache' || path === 'cseq' ? OPAQUE : undefined),
    },
  ],
};
