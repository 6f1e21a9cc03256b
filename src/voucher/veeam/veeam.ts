import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const DOT = 0x2e;
const V = 0x76;
const FIRST_NAMES = 8;
const BACKUP = /\.(?:vbk|vib|vrb)$/;

/** The folder of a job of Veeam: full, incremental and reverse files of a format that is not published. */
export const veeam: Voucher = {
  name: 'veeam',
  about: 'backup files of Veeam (.vbk, .vib, .vrb); left alone',
  layouts: [
    {
      isHint: (name) => name.charCodeAt(name.length - 4) === DOT && name.charCodeAt(name.length - 3) === V,
      isTop(names) {
        let seen = 0;
        for (const name of names) {
          if (name.endsWith('.vbk') || name.endsWith('.vib') || name.endsWith('.vrb')) return true;
          if (++seen === FIRST_NAMES) return false;
        }
        return false;
      },
      handle: (path) => (BACKUP.test(path) ? OPAQUE : undefined),
    },
  ],
};
