import { PAGED } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** A disk image in bands, as Time Machine writes to a network share. */
export const sparseBundle: Voucher = {
  name: 'sparsebundle',
  about: 'a sparse bundle (Time Machine): bands of a disk, which may be zero or encrypted',
  layouts: [
    {
      anchors: ['bands/'],
      isTop: (names) => names.has('bands/') && names.has('Info.plist') && names.has('token'),
      handle: (path) => (/^(?:bands|mapped)\//.test(path) ? PAGED : undefined),
    },
  ],
};
