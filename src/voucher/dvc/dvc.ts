import { namedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const OBJECT = /^md5\/([0-9a-f]{2})\/([0-9a-f]{30})(?:\.dir)?$/;

/** The cache or remote of DVC 3: files/md5/ab/<30 digits>. Older ones hashed text with converted line ends and are not checked. */
export const dvc: Voucher = {
  name: 'dvc',
  about: 'DVC 3: every cached file matches its MD5; every file of an added directory is there',
  layouts: [
    {
      vouches: true,
      anchors: ['md5/'],
      isTop: (names) => names.size === 1 && names.has('md5/'),
      handle(path) {
        const [, first, rest] = OBJECT.exec(path) ?? [];
        return first === undefined || rest === undefined ? undefined : namedBy('md5', first + rest);
      },
    },
  ],
  list: {
    find: (names) => (names.size === 1 && names.has('md5/') ? ['md5/'] : []),
    open: async (candidate) => (await import('./list.ts')).openDvc(candidate),
  },
};
