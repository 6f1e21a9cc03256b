import { claimOfName } from '../../manifest/checksum/names.ts';
import { isListName } from '../kit/list-name.ts';
import type { Voucher } from '../kit/voucher.ts';

/** Names of lists in JSON and XML. */
const OBJECTS = /(?:hash|checksum|fciv|md5|sha\d).*\.(?:json|xml)$/i;

/**
 * What Windows prints of digests: `Get-FileHash` as a list (`Format-List`), CSV (`Export-Csv`) or JSON (`ConvertTo-Json`),
 * `certutil -hashfile`, and the database of FCIV; in UTF-8 or UTF-16, with the paths of the machine it ran on.
 */
export const windows: Voucher = {
  name: 'windows',
  about: 'Get-FileHash of PowerShell (Format-List, Export-Csv, ConvertTo-Json), certutil -hashfile and FCIV',
  list: {
    find: (names) =>
      [...names].filter((name) => isListName(name) || claimOfName(name) !== undefined || OBJECTS.test(name)),
    open: async (candidate) => (await import('./list.ts')).openGetFileHash(candidate),
  },
};
