import { OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

const FIRST_NAMES = 8;
const COMPONENT = /^[a-z]{2}-[0-9a-z_]+-(?:big|bti)-[A-Za-z]+(?:\+\w+)?\.(?:db|txt|crc32)$/;

/** A table of Cassandra or Scylla, or a snapshot of one: the parts of its SSTables. */
export const cassandra: Store = {
  name: 'cassandra',
  about: 'tables of Cassandra and Scylla, compressed in chunks; left alone',
  isTop(names) {
    let seen = 0;
    for (const name of names) {
      if (name.charCodeAt(2) === 0x2d && COMPONENT.test(name)) return true;
      if (++seen === FIRST_NAMES) return false;
    }
    return false;
  },
  handle: (path) => (path.endsWith('.db') && COMPONENT.test(path) ? OPAQUE : undefined),
};
