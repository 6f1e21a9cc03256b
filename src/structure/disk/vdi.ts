import { checkReaches, exactProbe } from '../kit/exact-reader.ts';
import { u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { UNKNOWN } from '../kit/verdicts.ts';

const SIGNATURE = 0xbeda107f;
const VERSION = 0x10001;

/** A disk image of VirtualBox (VDICore.h, version 1.1): the blocks counted in its header lie inside the file. */
export const vdi: Structure = {
  name: 'vdi',
  traits: ['paged'],
  extensions: ['vdi'],
  recognises: (head) => u32le(head, 64) === SIGNATURE,
  createCheck: () =>
    exactProbe(function* (reader) {
      const header = yield* reader.take(512, 'the header');
      if (u32le(header, 68) !== VERSION) return UNKNOWN;
      const data = u32le(header, 0x158);
      const block = u32le(header, 0x178) + u32le(header, 0x17c);
      return yield* checkReaches(reader, data + u32le(header, 0x184) * block, 'a block');
    }),
};
