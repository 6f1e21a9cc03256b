import { OPAQUE, PAGED } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** A data directory of MongoDB, or of WiredTiger alone. */
export const wiredTiger: Voucher = {
  name: 'wiredtiger',
  about: 'a data directory of MongoDB (WiredTiger): pages and preallocated journals may be zero',
  layouts: [
    {
      anchors: ['WiredTiger'],
      isTop: (names) => names.has('WiredTiger') && names.has('WiredTiger.wt'),
      handle(path) {
        if (path.endsWith('.wt') || /(?:^|\/)WiredTiger(?:Log|Preplog|Tmplog)\.\d+$/.test(path)) return PAGED;
        return path.startsWith('diagnostic.data/') ? OPAQUE : undefined;
      },
    },
  ],
};
