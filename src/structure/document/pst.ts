import { onTape, reaching } from '../kit/exact-reader.ts';
import { u16le, u32le, u64le, wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

const CLIENTS = new Set(['SM', 'SO', 'AB']);
const FIRST_WIDE = 21;

/** Folders of Outlook, .pst and .ost (MS-PST, 2.2.2.5 and 2.2.2.6): the length of the file that the header has. */
export const pst: Structure = {
  name: 'pst',
  starts: '!',
  traits: ['paged'],
  extensions: ['pst', 'ost'],
  recognises: (head) =>
    wordAt(head, 0, 4) === '!BDN' && CLIENTS.has(wordAt(head, 8, 2)) && head.length >= 192,
  begin: ({ head }) =>
    onTape((tape) => {
      const isWide = u16le(head, 10) >= FIRST_WIDE;
      return reaching(tape, isWide ? u64le(head, 184) : u32le(head, 168), 'the length in its header');
    }),
};
