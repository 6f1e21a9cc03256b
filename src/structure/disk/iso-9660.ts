import { asWarning } from '../kit/as-warning.ts';
import { onTape } from '../kit/exact-reader.ts';
import { u16le, u32le, wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const DESCRIPTOR = 32_768;
const PADDING = 150 * 2048;

/**
 * An image of a CD or DVD (ECMA-119 8.4): the volume lies inside the file. Up to 150 sectors of padding are often lost
 * when a disc is read, and hold nothing, so without them it is a warning.
 */
export const iso9660: Structure = {
  name: 'iso-9660',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => wordAt(head, DESCRIPTOR, 7) === '\x01CD001\x01',
  begin: () =>
    onTape(function* (tape) {
      yield* tape.skipTo(DESCRIPTOR, 'the descriptor');
      const descriptor = yield* tape.take(2048, 'the descriptor');
      const block = u16le(descriptor, 128);
      const end = u32le(descriptor, 80) * block;
      const size = yield* tape.rest();
      if (block < 512) return UNKNOWN;
      if (size >= end) return SOUND;
      const verdict = cut(`ends at byte ${size}, but the volume reaches to byte ${end}`);
      return end - size <= PADDING ? asWarning(verdict) : verdict;
    }),
};
