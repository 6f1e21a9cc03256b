import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { COMMIT, luceneFile } from './file.ts';

const FIRST_NAMES = 8;
const PART = /^_[0-9a-z]+(?:_[0-9A-Za-z]+)*\.[a-z]{2,4}$/;

/**
 * An index of Lucene (SegmentInfos, SegmentInfo); Solr, Elasticsearch and OpenSearch have one per shard. Files prove
 * themselves by their footer; the newest `segments_N` names the segments, and the `_X.si` of each its files, so that a
 * missing one is seen. What an older commit needs is not checked.
 */
export const lucene: Voucher = {
  name: 'lucene',
  about:
    'Lucene (Elasticsearch, OpenSearch, Solr): files match the CRC-32 in their footer; the last commit has all its files',
  layouts: [
    {
      isHint: (name) => name.startsWith('_') || name.startsWith('segments_'),
      isTop(names) {
        if (names.size > 1 && !beginsAsPart(names)) return false;
        for (const name of names) if (COMMIT.test(name)) return true;
        return false;
      },
      handle: (path) => (PART.test(path) || COMMIT.test(path) ? checkedBy(luceneFile) : undefined),
    },
  ],
  list: {
    find: (names) =>
      [...names]
        .filter((name) => COMMIT.test(name))
        .toSorted(byGeneration)
        .slice(-1),
    open: async (candidate) => (await import('./list.ts')).openLucene(candidate),
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

function byGeneration(one: string, other: string): number {
  const number = (name: string): number => Number.parseInt(COMMIT.exec(name)?.[1] ?? '', 36);
  return number(one) - number(other);
}
