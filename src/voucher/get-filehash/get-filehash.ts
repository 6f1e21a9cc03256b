import { claimOfName } from '../../manifest/checksum/names.ts';
import { isListName } from '../kit/list-name.ts';
import type { Voucher } from '../kit/voucher.ts';

/**
 * What Windows prints of digests: `Get-FileHash` as a list (`Format-List`) or as CSV (`Export-Csv`), and `certutil -hashfile`,
 * in UTF-8 or UTF-16, with the paths of the machine it ran on.
 */
export const windows: Voucher = {
  name: 'windows',
  about: 'Get-FileHash of PowerShell (Format-List, Export-Csv) and certutil -hashfile',
  list: {
    find: (names) => [...names].filter((name) => isListName(name) || claimOfName(name) !== undefined),
    open: async (candidate) => (await import('./list.ts')).openGetFileHash(candidate),
  },
};
