import type { Voucher } from '../kit/voucher.ts';

const VOLUME = /^duplicati-(?:[bi][0-9a-f]{32}\.d(?:block|index)|\d{8}T\d{6}Z\.dlist)\./;
const VERIFICATION = /^.+-verification\.json$/;

/**
 * The target of Duplicati. Volumes are zip, AES Crypt or OpenPGP and are checked as such. The verification file
 * (`--upload-verification-file`; Duplicati/Library/Main/Volumes), which need not be there, lists the volumes beside it with
 * Name, Size, Hash (SHA-256 in base64) and State.
 */
export const duplicati: Voucher = {
  name: 'duplicati',
  about:
    'Duplicati: volumes are sound zip or AES Crypt; SHA-256 and size of each, where a verification file was uploaded',
  layouts: [
    {
      isHint: (name) => name.startsWith('duplicati-'),
      isTop(names) {
        for (const name of names) return VOLUME.test(name);
        return false;
      },
      handle: () => undefined,
    },
  ],
  list: {
    find: (names) => [...names].filter((name) => VERIFICATION.test(name)),
    open: async (candidate) => (await import('./list.ts')).openDuplicati(candidate),
  },
};
