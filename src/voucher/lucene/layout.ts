import { nameOf } from '../../model/path.ts';
import { held, OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { luceneFile } from './file.ts';

const FIRST_NAMES = 8;
const PART = /^_[0-9a-z]+(?:_[0-9A-Za-z]+)*\.[a-z]{2,4}$/;

/** An index of Lucene: Solr, Elasticsearch and OpenSearch have one a shard. */
export const lucene: Store = {
  name: 'lucene',
  about: 'an index of Lucene (Elasticsearch, OpenSearch, Solr): files hold by the CRC-32 of their footer',
  isTop(names) {
    if (names.size > 1 && !beginsAsPart(names)) return false;
    for (const name of names) if (/^segments_[0-9a-z]+$/.test(name)) return true;
    return false;
  },
  handle: (path) => (PART.test(path) || /^segments_[0-9a-z]+$/.test(path) ? held(luceneFile) : undefined),
};

/** A repository of snapshots of Elasticsearch or OpenSearch. */
export const elasticSnapshots: Store = {
  name: 'elasticsearch-snapshots',
  about: 'snapshots of Elasticsearch and OpenSearch: blobs in one part hold by the CRC-32 of their footer',
  isTop: (names) => names.has('index.latest') && names.has('indices/'),
  handle(path) {
    const name = nameOf(path);
    if (/^__[^.]+$/.test(name) || /^(?:snap|meta)-.*\.dat$/.test(name)) return held(luceneFile);
    return /^__.+\.part\d+$/.test(name) ? OPAQUE : undefined;
  },
};

function beginsAsPart(names: ReadonlySet<string>): boolean {
  let seen = 0;
  for (const name of names) {
    if (name.charCodeAt(0) === 0x5f && PART.test(name)) return true;
    if (++seen === FIRST_NAMES) return false;
  }
  return false;
}
