import { OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';

const FIRST_NAMES = 8;
const BACKUP = /\.(?:vbk|vib|vrb)$/;

/** The folder of a job of Veeam: full, incremental and reverse files of a format that is not published. */
export const veeam: Store = {
  name: 'veeam',
  about: 'backup files of Veeam (.vbk, .vib, .vrb); left alone',
  isTop(names) {
    let seen = 0;
    for (const name of names) {
      if (name.endsWith('.vbk') || name.endsWith('.vib') || name.endsWith('.vrb')) return true;
      if (++seen === FIRST_NAMES) return false;
    }
    return false;
  },
  handle: (path) => (BACKUP.test(path) ? OPAQUE : undefined),
};
