import { nameOf } from '../../model/path.ts';
import { checkedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { luceneFile } from '../lucene/file.ts';

/**
 * A snapshot repository of Elasticsearch or OpenSearch. Blobs in one part are files of Lucene and are checked as those;
 * parts of larger ones are left alone, and whether a snapshot has all its blobs is not known.
 */
export const elasticsearch: Voucher = {
  name: 'elasticsearch-snapshots',
  about: 'snapshots of Elasticsearch and OpenSearch: blobs in one part match the CRC-32 in their footer',
  layouts: [
    {
      anchors: ['index.latest'],
      isTop: (names) => names.has('index.latest') && names.has('indices/'),
      handle(path) {
        const name = nameOf(path);
        if (/^__[^.]+$/.test(name) || /^(?:snap|meta)-.*\.dat$/.test(name)) return checkedBy(luceneFile);
        return /^__.+\.part\d+$/.test(name) ? OPAQUE : undefined;
      },
    },
  ],
};
