import { OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

/** The cache directory of tarsnap. */
export const tarsnap: Store = {
  name: 'tarsnap',
  about: 'the cache of tarsnap; left alone',
  isTop: (names) => names.has('directory') && names.has('cseq'),
  handle: (path) => (path === 'directory' || path === 'cache' || path === 'cseq' ? OPAQUE : undefined),
};
