import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { asWarning, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const DESCRIPTOR = 32_768;
const PADDING = 150 * 2048;

/**
 * An image of a CD or DVD (ECMA-119 8.4): the volume must lie inside the file. Up to 150 sectors of padding are often
 * lost when a disc is read, and contain nothing, so their absence is a warning.
 */
export const iso9660: Structure = {
  name: 'iso-9660',
  traits: ['paged'],
  extensions: ['mdf'],
  recognises: (head) => latin1At(head, DESCRIPTOR, 7) === '\x01CD001\x01',
  createCheck: () =>
    exactProbe(function* (reader) {
      yield* reader.skipTo(DESCRIPTOR, 'the descriptor');
      const descriptor = yield* reader.take(2048, 'the descriptor');
      const block = u16le(descriptor, 128);
      const end = u32le(descriptor, 80) * block;
      const size = yield* reader.readToEnd();
      if (block < 512) return UNKNOWN;
      if (size >= end) return SOUND;
      const verdict = cut(`ends at ${size}; the volume extends to ${end}`);
      return end - size <= PADDING ? asWarning(verdict) : verdict;
    }),
};
