import { PAGED } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

/** A disk image in bands, as Time Machine writes to a network share. */
export const sparseBundle: Store = {
  name: 'sparsebundle',
  about: 'a sparse bundle (Time Machine): bands of a disk, which may be zero or encrypted',
  isTop: (names) => names.has('bands/') && names.has('Info.plist') && names.has('token'),
  handle: (path) => (/^(?:bands|mapped)\//.test(path) ? PAGED : undefined),
};
