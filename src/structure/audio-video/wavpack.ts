import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u16le, u32le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 32;
const MOST_BLOCK = 1_048_576;
const TAG = /^(?:APETAGEX|TAG|ID3)/;

/** WavPack 4 and 5 (WavPack 5 Binary File Format): blocks by their lengths, up to the samples that the first promises. */
export const wavpack: Structure = {
  name: 'wavpack',
  starts: 'w',
  traits: ['dense'],
  extensions: ['wv', 'wvc'],
  recognises: (head) =>
    wordAt(head, 0, 4) === 'wvpk' && u16le(head, 8) >>> 8 === 4 && u32le(head, 4) < MOST_BLOCK,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  let promised: number | undefined;
  let samples = 0;
  for (;;) {
    const at = tape.offset;
    const lead = yield* tape.most(HEADER);
    const isTag = TAG.test(lead.toString('latin1'));
    if (lead.length === 0 || isTag) {
      if (promised === undefined) return UNKNOWN;
      return samples < promised ? cut(`ends at ${at}, after ${samples} of ${promised} samples`) : SOUND;
    }
    const head = Buffer.concat([lead, yield* tape.take(HEADER - lead.length, 'a block')]);
    const length = u32le(head, 4);
    if (wordAt(head, 0, 4) !== 'wvpk' || length < HEADER - 8)
      return broken(`no block at ${at}: ${head.toString('hex', 0, 8)}`);
    // A length of ones was not known when it was written.
    const total = u32le(head, 12);
    if (promised === undefined && total !== 0xffffffff) promised = total + (head[11] ?? 0) * (2 ** 32 - 1);
    samples = Math.max(samples, u32le(head, 16) + (head[10] ?? 0) * 2 ** 32 + u32le(head, 20));
    yield* tape.skip(length - (HEADER - 8), `the block at ${at}`);
  }
}
