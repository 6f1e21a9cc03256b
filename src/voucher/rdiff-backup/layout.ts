import { gzipOf } from '../duplicity/layout.ts';
import { held } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { librsyncDelta } from './librsync-delta.ts';

const DELTA = /^rdiff-backup-data\/increments(?:\/.*)?\.\d{4}-\d\d-\d\dT[^/]+\.diff(\.gz)?$/;

/**
 * A mirror of rdiff-backup: increments that are differences are deltas of librsync, which only their name calls text. All
 * else is a file like any other.
 */
export const rdiffBackup: Store = {
  name: 'rdiff-backup-mirror',
  about: 'rdiff-backup: increments hold as deltas of librsync, in gzip or as they are',
  isTop: (names) => names.has('rdiff-backup-data/'),
  handle(path) {
    const [delta, packed] = DELTA.exec(path) ?? [];
    if (delta === undefined) return undefined;
    return held(packed === undefined ? librsyncDelta : () => gzipOf(path, librsyncDelta));
  },
};
