import type { Voucher } from '../kit/voucher.ts';
import { HASH } from './names.ts';

/**
 * Archives of dar with hash files (`--hash`, `a.1.dar.sha512`): a digest of each slice, slices that follow one another from
 * number 1, and the last one marked as the last.
 */
export const dar: Voucher = {
  name: 'dar',
  about: 'archives of dar with --hash: a digest of each slice, and that no slice is lost',
  list: {
    find(names) {
      const first = new Map<string, { readonly name: string; readonly number: number }>();
      for (const name of names) {
        const [, archive = '', digits = ''] = HASH.exec(name) ?? [];
        const number = Number(digits);
        if (archive !== '' && number < (first.get(archive)?.number ?? Infinity))
          first.set(archive, { name, number });
      }
      return [...first.values()].map(({ name }) => name);
    },
    open: async (candidate) => (await import('./list.ts')).openDar(candidate),
  },
};
