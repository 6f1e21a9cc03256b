import { nameOf } from '../../model/path.ts';
import { ENCRYPTED_FILE, held } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { gocryptfsDirectoryIv, gocryptfsFile } from './file.ts';

const LONG_NAME = /^gocryptfs\.longname\.[A-Za-z0-9_-]{43}$/;

/**
 * A file system of gocryptfs (its documentation, "File Format"): names are encrypted too, so a name that is not is some
 * other file, or the file system has plain names.
 */
export const gocryptfs: Store = {
  name: 'gocryptfs',
  about: 'gocryptfs: header and length of each file are sane; its content needs the key',
  isTop: (names) => names.has('gocryptfs.conf'),
  handle(path) {
    const name = nameOf(path);
    if (name === 'gocryptfs.diriv') return held(gocryptfsDirectoryIv);
    if (LONG_NAME.test(name) || isEncryptedName(name)) return held(gocryptfsFile);
    return name.startsWith('.') || name.startsWith('gocryptfs.') ? undefined : ENCRYPTED_FILE;
  },
};

/** Whole blocks of 16 bytes in base64url, with padding or without. */
function isEncryptedName(name: string): boolean {
  const digits = name.replace(/={1,2}$/, '');
  return /^[A-Za-z0-9_-]{22,}$/.test(digits) && Math.floor((digits.length * 3) / 4) % 16 === 0;
}
