import type { Voucher } from '../kit/voucher.ts';

const NAME = /(?:^|[.+_-])mtree(?:[._-][\w.-]*)?$/i;

/**
 * Specifications of mtree(5), plain or gzipped: NetBSD, FreeBSD, `bsdtar --format=mtree`, go-mtree, `.MTREE` of pacman. One
 * that describes a whole directory is a closed inventory. A file without a digest is only compared by kind and size.
 */
export const mtree: Voucher = {
  name: 'mtree',
  about:
    'mtree of NetBSD and FreeBSD, bsdtar, go-mtree, .MTREE of pacman: kinds, sizes, links and digests of a whole tree',
  list: {
    find: (names) => [...names].filter((name) => NAME.test(name)),
    open: async (candidate) => (await import('./list.ts')).openMtree(candidate),
  },
};
