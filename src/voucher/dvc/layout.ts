import { namedBy } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

const OBJECT = /^md5\/([0-9a-f]{2})\/([0-9a-f]{30})(?:\.dir)?$/;

/** The cache or remote of DVC 3: files/md5/ab/<30 digits>. Older ones hashed text with other line ends, and hold no promise. */
export const dvc: Store = {
  name: 'dvc',
  vouches: true,
  about: 'DVC 3: every file of the cache holds by its md5',
  isTop: (names) => names.size === 1 && names.has('md5/'),
  handle(path) {
    const [, first, rest] = OBJECT.exec(path) ?? [];
    return first === undefined || rest === undefined ? undefined : namedBy('md5', first + rest);
  },
};
