import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const SYNC = `\0${'\xff'.repeat(10)}\0`;
const DESCRIPTOR = 32_769;
const SYSTEMS = ['CD001', 'BEA01', 'NSR02', 'NSR03', 'CDROM'];

/** A disc as burning programs keep it: raw sectors (ECMA-130 14.1), or a file system of discs after 32 KiB. */
export const disc: Structure = {
  name: 'disc',
  traits: ['paged'],
  extensions: ['mdf'],
  recognises: () => false,
  recognisesNamed: (head) =>
    latin1At(head, 0, 12) === SYNC || SYSTEMS.includes(latin1At(head, DESCRIPTOR, 5)),
};
