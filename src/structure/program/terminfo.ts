import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { u16le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

/** With numbers of 16 and of 32 bits. */
const MAGICS = [0x01_1a, 0x02_1e];
const HEADER = 12;
const NAMES = /^[\x20-\x7e]+\0$/;

/** Compiled descriptions of terminals (term(5)), whose names may end like other files: `xterm.js`. */
export const terminfo: Structure = {
  name: 'terminfo',
  starts: '\x1a\x1e',
  traits: [],
  extensions: [],
  recognises: (head) => {
    if (head.length < HEADER || !MAGICS.includes(u16le(head, 0))) return false;
    const names = Buffer.from(head.subarray(HEADER, HEADER + u16le(head, 2)));
    return NAMES.test(names.toString('latin1'));
  },
  createCheck: ({ head }) => {
    const [names = 0, flags = 0, numbers = 0, strings = 0, table = 0] = [2, 4, 6, 8, 10].map((at) =>
      u16le(head, at),
    );
    const width = u16le(head, 0) === MAGICS[0] ? 2 : 4;
    const before = HEADER + names + flags;
    const end = before + (before % 2) + numbers * width + strings * 2 + table;
    return exactProbe((reader) => checkReaches(reader, end, 'its table of strings'));
  },
};
