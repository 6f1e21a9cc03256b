import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

const TAG = 11;
const KINDS = new Set([8, 9, 18]);

/** Flash Video (Video File Format 10.1, annex E): tags, each followed by its own length. */
export const flv: Structure = {
  name: 'flv',
  starts: 'F',
  traits: ['dense'],
  extensions: ['flv'],
  recognises: (head) =>
    latin1At(head, 0, 4) === 'FLV\x01' && u32be(head, 5) === 9 && ((head[4] ?? 0xff) & 0xfa) === 0,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.skip(13, 'the header');
  for (;;) {
    const at = reader.offset;
    const lead = yield* reader.takeUpTo(TAG);
    if (lead.length === 0) return SOUND;
    const head = Buffer.concat([lead, yield* reader.take(TAG - lead.length, 'a tag')]);
    // The upper bits say that it is encrypted.
    if (!KINDS.has((head[0] ?? 0) & 0x1f))
      return broken(`not a valid tag at ${at}: ${head.toString('hex', 0, 4)}`);
    const length = head.readUIntBE(1, 3);
    yield* reader.skip(length, `the tag at ${at}`);
    const found = u32be(yield* reader.take(4, `the tag at ${at}`), 0);
    // Some writers do not count their own header, or write 0.
    if (found !== length + TAG && found !== length && found !== 0)
      return broken(`the tag at ${at} has ${length + TAG} bytes, but is followed by the length ${found}`);
  }
}
