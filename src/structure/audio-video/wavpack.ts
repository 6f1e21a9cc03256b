import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 32;
const MAX_BLOCK = 1_048_576;
const TAG = /^(?:APETAGEX|TAG|ID3)/;

/**
 * WavPack 4 and 5 (WavPack 5 Binary File Format): blocks by their lengths, up to the number of samples in the first.
 */
export const wavpack: Structure = {
  name: 'wavpack',
  starts: 'w',
  traits: ['dense'],
  extensions: ['wv', 'wvc'],
  recognises: (head) =>
    latin1At(head, 0, 4) === 'wvpk' && u16le(head, 8) >>> 8 === 4 && u32le(head, 4) < MAX_BLOCK,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  let declared: number | undefined;
  let samples = 0;
  for (;;) {
    const at = reader.offset;
    const lead = yield* reader.takeUpTo(HEADER);
    const isTag = TAG.test(lead.toString('latin1'));
    if (lead.length === 0 || isTag) {
      if (declared === undefined) return UNKNOWN;
      return samples < declared ? cut(`ends at ${at}, after ${samples} of ${declared} samples`) : SOUND;
    }
    const head = Buffer.concat([lead, yield* reader.take(HEADER - lead.length, 'a block')]);
    const length = u32le(head, 4);
    if (latin1At(head, 0, 4) !== 'wvpk' || length < HEADER - 8)
      return broken(`not a valid block at ${at}: ${head.toString('hex', 0, 8)}`);
    // A length of all ones was not known when it was written.
    const total = u32le(head, 12);
    if (declared === undefined && total !== 0xffffffff) declared = total + (head[11] ?? 0) * (2 ** 32 - 1);
    samples = Math.max(samples, u32le(head, 16) + (head[10] ?? 0) * 2 ** 32 + u32le(head, 20));
    yield* reader.skip(length - (HEADER - 8), `the block at ${at}`);
  }
}
