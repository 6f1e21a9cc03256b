import type { Voucher } from '../kit/voucher.ts';

const PAYLOAD = /^manifest-[a-z0-9-]+\.txt$/i;

/**
 * BagIt (RFC 8493, and 0.93 to 0.97 before it): a bag lists its payload below `data/` as a closed inventory, its tag
 * files where tag manifests name them, and sizes in Payload-Oxum. Nothing is ever fetched.
 */
export const bagit: Voucher = {
  name: 'bagit',
  about: 'BagIt bags: the payload as a closed inventory, tag files, Payload-Oxum; fetch.txt is never fetched',
  list: {
    find(names) {
      if (names.has('bagit.txt')) return ['bagit.txt'];
      return names.has('data/')
        ? [...names]
            .filter((name) => PAYLOAD.test(name))
            .toSorted()
            .slice(0, 1)
        : [];
    },
    open: async (candidate) => (await import('./list.ts')).openBag(candidate),
  },
};
