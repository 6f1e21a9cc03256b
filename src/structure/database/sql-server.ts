import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

/**
 * A file of SQL Server: its first page is of version 1, and a file header. Its pages have no checksum in every database,
 * so it is only recognised.
 */
export const sqlServer: Structure = {
  name: 'sql-server',
  traits: [],
  extensions: ['mdf'],
  recognises: () => false,
  recognisesNamed: (head) => latin1At(head, 0, 4) === '\x01\x0f\0\0',
};

/** Measured data of vehicles (ASAM MDF 3 and 4). */
export const measuredData: Structure = {
  name: 'asam-mdf',
  traits: [],
  extensions: ['mdf'],
  recognises: () => false,
  recognisesNamed: (head) => ['MDF     ', 'UnFinMF '].includes(latin1At(head, 0, 8)),
};
