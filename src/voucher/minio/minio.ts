import { checkedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { xlMeta } from './xl-meta.ts';

/** A drive of MinIO: objects as directories, with what is known of each in `xl.meta`. */
export const minio: Voucher = {
  name: 'minio',
  about:
    'a drive of MinIO: xl.meta matches its checksum, and the data that it names is there; parts are left alone',
  layouts: [
    {
      anchors: ['.minio.sys/'],
      isTop: (names) => names.has('.minio.sys/'),
      handle(path) {
        if (/(?:^|\/)xl\.meta$/.test(path)) return checkedBy(xlMeta);
        // Shards of an erasure code, between digests with a key (HighwayHash).
        return /\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/part\.\d+$/.test(path) ? OPAQUE : undefined;
      },
    },
  ],
};
