import { OPAQUE, PAGED, pagesOf } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { firstBlock } from './first-block.ts';

/** A data directory of MongoDB, or of WiredTiger alone. */
export const wiredTiger: Voucher = {
  name: 'wiredtiger',
  about: 'a data directory of MongoDB (WiredTiger): pages and preallocated journals may be zero',
  layouts: [
    {
      anchors: ['WiredTiger'],
      isTop: (names) => names.has('WiredTiger') && names.has('WiredTiger.wt'),
      handle(path) {
        if (path.endsWith('.wt')) return pagesOf(firstBlock);
        if (/(?:^|\/)WiredTiger(?:Log|Preplog|Tmplog)\.\d+$/.test(path)) return PAGED;
        return path.startsWith('diagnostic.data/') ? OPAQUE : undefined;
      },
    },
  ],
};
