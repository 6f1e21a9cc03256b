import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { PART, STEM } from './names.ts';

const FIRST_NAMES = 8;
const DASH = 0x2d;
const COMPONENT = /^[a-z]{2}-[0-9a-z_]+-(?:big|bti)-[A-Za-z]+(?:\+\w+)?\.(?:db|txt|crc32)$/;

/** A table of Cassandra or Scylla, or a snapshot of one: the parts of its SSTables. */
export const cassandra: Voucher = {
  name: 'cassandra',
  about: 'Cassandra and Scylla: every SSTable has its parts, and its Data.db matches its checksum',
  layouts: [
    {
      isHint: (name) => name.charCodeAt(2) === DASH,
      isTop(names) {
        let seen = 0;
        for (const name of names) {
          if (name.charCodeAt(2) === DASH && COMPONENT.test(name)) return true;
          if (++seen === FIRST_NAMES) return false;
        }
        return false;
      },
      handle: (path) => (path.endsWith('.db') && COMPONENT.test(path) ? OPAQUE : undefined),
    },
  ],
  list: {
    find(names) {
      const first = [...names].filter((name) => STEM.test(PART.exec(name)?.[1] ?? '')).toSorted()[0];
      return first === undefined ? [] : [first];
    },
    open: async (candidate) => (await import('./list.ts')).openCassandra(candidate),
  },
};
