import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** A file of the backup: the SHA-1 of its domain and path, in a directory of its first two digits since iOS 10. */
const FILE = /^(?:([0-9a-f]{2})\/(?=\1))?[0-9a-f]{40}$/;
/** What lists them is encrypted with a password, too. */
const LISTS = new Set(['Manifest.db', 'Manifest.mbdb']);

/**
 * A backup of a phone or tablet by iTunes, Finder or libimobiledevice. Its files have names that say nothing of their
 * content, which is random where the backup has a password.
 */
export const mobileBackup: Voucher = {
  name: 'mobile-backup',
  about:
    'backup of an iPhone or iPad: every file that Manifest.db names is there; left alone, for its files may be encrypted',
  layouts: [
    {
      anchors: ['Manifest.plist'],
      isTop: (names) =>
        names.has('Manifest.plist') && names.has('Info.plist') && [...LISTS].some((name) => names.has(name)),
      handle: (path) => (FILE.test(path) || LISTS.has(path) ? OPAQUE : undefined),
    },
  ],
};
