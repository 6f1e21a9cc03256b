import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { u32le } from '../kit/read-int.ts';
import { endsInside, hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

/** Type 1 fonts in binary (Adobe Technical Note 5040, 3.3): segments by their lengths to the one that marks the end. */
export const pfb: Structure = {
  name: 'pfb',
  starts: '\x80',
  traits: ['dense'],
  extensions: ['pfb'],
  recognises: (head) =>
    head[0] === 0x80 && head[1] === 1 && Buffer.from(head.subarray(6, 8)).toString() === '%!',
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  for (;;) {
    const at = source.offset;
    const head = yield* source.peek(6);
    if (head.length < 2) return cut(`ends at ${source.offset}, without the segment that marks the end`);
    if (head[0] !== 0x80 || (head[1] ?? 4) > 3) return broken(`not a valid segment at ${at}: ${hexOf(head)}`);
    if (head[1] === 3) return SOUND;
    if (head.length < 6 || !(yield* source.skip(6 + u32le(head, 2))))
      return endsInside(source, `the segment at ${at}`);
  }
}
