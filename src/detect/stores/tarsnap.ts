import type { Store } from './store.ts';
import { OPAQUE } from './taken.ts';

/** The cache directory of tarsnap. */
export const tarsnap: Store = {
  name: 'tarsnap',
  about: 'the cache of tarsnap; left alone',
  isTop: (names) => names.has('directory') && names.has('cseq'),
  take: (path) => (path === 'directory' || path === 'cache' || path === 'cseq' ? OPAQUE : undefined),
};
