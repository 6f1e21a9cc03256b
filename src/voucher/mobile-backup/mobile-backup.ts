import { nameOf } from '../../model/path.ts';
import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/**
 * A file of the backup: the SHA-1 of its domain and path, in a directory of its first two digits since iOS 10. Until a
 * backup is finished, what is new lies below a directory of its own.
 */
const FILE = /^(?:Snapshot\/)?(?:([0-9a-f]{2})\/(?=\1))?[0-9a-f]{40}$/;
/** What lists them is encrypted with a password, too. */
const LISTS = ['Manifest.db', 'Manifest.mbdb'];
/** What each backup has beside its list; three of the four say that it is one. */
const PROPERTIES = ['Manifest.plist', 'Info.plist', 'Status.plist'];
const LEAST = 3;

/**
 * A backup of a phone or tablet by iTunes, Finder or libimobiledevice. Its files have names that say nothing of their
 * content, which is random where the backup has a password.
 */
export const mobileBackup: Voucher = {
  name: 'mobile-backup',
  about:
    'backup of an iPhone or iPad: it was finished, and every file that its list names is there; the files are left alone',
  layouts: [
    {
      anchors: ['Manifest.plist', 'Snapshot/', ...LISTS],
      isTop(names) {
        const properties = PROPERTIES.filter((name) => names.has(name)).length;
        const lists = LISTS.some((name) => names.has(name)) ? 1 : 0;
        const isNew = names.has('Snapshot/') && names.has('Info.plist') && !names.has('Resources/');
        return isNew || properties + lists >= LEAST;
      },
      handle: (path) =>
        FILE.test(path) || (LISTS.includes(nameOf(path)) && /^(?:Snapshot\/)?[^/]+$/.test(path))
          ? OPAQUE
          : undefined,
    },
  ],
};
