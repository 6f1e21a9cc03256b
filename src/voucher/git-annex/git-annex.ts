import type { Store } from '../kit/layout.ts';
import { annexKeyOf, isAnnexKey } from './key.ts';

const FIRST_NAMES = 2;

/**
 * The directory of one key of git-annex, with the file of the same name: wherever it lies, in a repository or in a
 * special remote of type directory or rsync.
 */
export const gitAnnex: Store = {
  name: 'git-annex',
  vouches: true,
  about: 'git-annex: a file holds by the size and the digest of its key, also in directory and rsync remotes',
  isTop(names) {
    if (names.size > FIRST_NAMES) return false;
    for (const name of names) if (isAnnexKey(name)) return true;
    return false;
  },
  handle: (path, { size }) => annexKeyOf(path, size),
};
