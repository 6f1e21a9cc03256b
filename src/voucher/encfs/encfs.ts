import { nameOf } from '../../model/path.ts';
import { ENCRYPTED_FILE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** Names are written in letters, digits, comma and dash; in reverse mode the configuration lies beside plain files. */
const ENCRYPTED_NAME = /^[A-Za-z0-9,-]{10,}$/;

/** A file system of EncFS: its header and its blocks cannot be recognised without the key. */
export const encfs: Voucher = {
  name: 'encfs',
  about: 'EncFS: nothing can be held against anything without the key; left alone',
  layouts: [
    {
      anchors: ['.encfs6.xml', '.encfs5'],
      isTop: (names) => names.has('.encfs6.xml') || names.has('.encfs5'),
      handle: (path) => (ENCRYPTED_NAME.test(nameOf(path)) ? ENCRYPTED_FILE : undefined),
    },
  ],
};
