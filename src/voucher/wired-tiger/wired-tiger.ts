import { OPAQUE, PAGED } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

/** A data directory of MongoDB, or of WiredTiger alone. */
export const wiredTiger: Store = {
  name: 'wiredtiger',
  about: 'a data directory of MongoDB (WiredTiger): pages and preallocated journals may be zero',
  isTop: (names) => names.has('WiredTiger') && names.has('WiredTiger.wt'),
  handle(path) {
    if (path.endsWith('.wt') || /(?:^|\/)WiredTiger(?:Log|Preplog|Tmplog)\.\d+$/.test(path)) return PAGED;
    return path.startsWith('diagnostic.data/') ? OPAQUE : undefined;
  },
};
