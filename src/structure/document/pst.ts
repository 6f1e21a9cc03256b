import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const CLIENTS = new Set(['SM', 'SO', 'AB']);
const FIRST_WIDE = 21;

/** Outlook folders, .pst and .ost (MS-PST, 2.2.2.5 and 2.2.2.6): the length of the file in its header. */
export const pst: Structure = {
  name: 'pst',
  starts: '!',
  traits: ['paged'],
  extensions: ['pst', 'ost'],
  recognises: (head) =>
    latin1At(head, 0, 4) === '!BDN' && CLIENTS.has(latin1At(head, 8, 2)) && head.length >= 192,
  createCheck: ({ head }) =>
    exactProbe((reader) => {
      const isWide = u16le(head, 10) >= FIRST_WIDE;
      return checkReaches(reader, isWide ? u64le(head, 184) : u32le(head, 168), 'the length in its header');
    }),
};
