import type { Voucher } from '../kit/voucher.ts';

/**
 * Repositories of yum and dnf (createrepo, createrepo_c): `repodata/repomd.xml` gives the digests of the metadata, and in that
 * `primary` those of the packages. Metadata that it does not name and that is called after its digest is of earlier runs.
 */
export const yum: Voucher = {
  name: 'yum',
  about:
    'repositories of yum and dnf: repomd.xml, the metadata it names, the packages they name; signatures are not checked',
  list: {
    find: (names) => (names.has('repomd.xml') ? ['repomd.xml'] : []),
    open: async (candidate) => (await import('./list.ts')).openYum(candidate),
  },
};
