import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** A storage of duplicacy: chunks and snapshots, compressed or encrypted, under keyed digests. */
export const duplicacy: Voucher = {
  name: 'duplicacy',
  about: 'duplicacy: chunks have keyed names that prove nothing without the password; left alone',
  layouts: [
    {
      anchors: ['chunks/'],
      isTop: (names) => names.has('config') && names.has('chunks/') && names.has('snapshots/'),
      handle: (path) =>
        path === 'config' ||
        /^chunks\/(?:[0-9a-f]{2,}\/)*[0-9a-f]+(?:\.fsl)?$/.test(path) ||
        /^snapshots\/[^/]+\/\d+$/.test(path)
          ? OPAQUE
          : undefined,
    },
  ],
};
