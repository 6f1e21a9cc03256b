import { gzipOf } from '../kit/compressed-file.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { librsyncDelta } from './librsync-delta.ts';
import { MIRROR } from './names.ts';

/** The metadata of everything in the mirror at one time. */
const SNAPSHOT = /^mirror_metadata\..+\.snapshot(?:\.gz)?$/;
const DELTA = /^rdiff-backup-data\/increments(?:\/.*)?\.\d{4}-\d\d-\d\dT[^/]+\.diff(\.gz)?$/;

/**
 * A mirror of rdiff-backup: increments that are differences are deltas of librsync, which only their name calls text. All
 * else is a file like any other.
 */
export const rdiffBackup: Voucher = {
  name: 'rdiff-backup',
  about:
    'rdiff-backup: the current mirror by its metadata (size, SHA-1); increments are sound librsync deltas',
  layouts: [
    {
      anchors: ['rdiff-backup-data/'],
      isTop: (names) => names.has('rdiff-backup-data/'),
      handle(path) {
        const [delta, packed] = DELTA.exec(path) ?? [];
        if (delta === undefined) return undefined;
        return checkedBy(packed === undefined ? librsyncDelta : () => gzipOf(path, librsyncDelta));
      },
    },
  ],
  list: {
    find(names) {
      const marks = [...names].filter((name) => MIRROR.test(name)).toSorted();
      const snapshots = [...names].filter((name) => SNAPSHOT.test(name)).toSorted();
      return [...marks, ...snapshots].slice(0, 1);
    },
    open: async (candidate) => (await import('./list.ts')).openRdiffBackup(candidate),
  },
};
