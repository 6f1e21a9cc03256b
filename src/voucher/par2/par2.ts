import type { Voucher } from '../kit/voucher.ts';
import { NAME } from './names.ts';

/**
 * PAR 2.0 (par2cmdline, MultiPar, QuickPar): an index beside the files and volumes with recovery blocks, every packet with
 * its own MD5. A set records the size and the MD5 of each file below its directory, and knows of a damaged file which
 * slices are, and whether the recovery blocks that are there suffice.
 */
export const par2: Voucher = {
  name: 'par2',
  about:
    'PAR 2.0 (par2cmdline, MultiPar): MD5 and size of named files, and whether what is damaged can be repaired',
  list: {
    find(names) {
      const first = new Map<string, string>();
      for (const name of names) {
        const [, base, volume] = NAME.exec(name) ?? [];
        if (base !== undefined && (volume === undefined || !first.has(base))) first.set(base, name);
      }
      return [...first.values()];
    },
    open: async (candidate) => (await import('./list.ts')).openPar2(candidate),
  },
};
