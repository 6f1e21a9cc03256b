import { u32be, u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';

/** The magic numbers of gdbmdefs.h: old, 32 and 64 bits wide, and the last two with extended headers. */
const MAGIC = new Set([0x13579ace, 0x13579acd, 0x13579acf, 0x13579ad0, 0x13579ad1, 0x13579ad2, 0x13579ad3]);

/** A database of GNU dbm, in either byte order: recognised only, because freed blocks keep anything or nothing. */
export const gdbm: Structure = {
  name: 'gdbm',
  starts: '\x13\xcd\xce\xcf\xd0\xd1\xd2\xd3',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => MAGIC.has(u32le(head, 0)) || MAGIC.has(u32be(head, 0)),
};
