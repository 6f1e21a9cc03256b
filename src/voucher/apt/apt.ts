import type { Voucher } from '../kit/voucher.ts';

/**
 * Repositories of apt (its wiki page "RepositoryFormat"): `InRelease` or `Release` gives the digests of the indexes, those
 * the digests of the packages in the pool. Indexes that a mirror leaves out are normal, packages that an index names are not.
 */
export const apt: Voucher = {
  name: 'apt',
  about:
    'repositories of apt: Release, the indexes it names (by-hash too), the packages they name; signatures are not checked',
  list: {
    find(names) {
      const name = ['InRelease', 'Release'].find((each) => names.has(each));
      return name === undefined ? [] : [name];
    },
    open: async (candidate) => (await import('./list.ts')).openApt(candidate),
  },
};
