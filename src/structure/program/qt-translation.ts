import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

const MAGIC = Buffer.from('3cb86418caef9c95cd211cbf60a1bddd', 'hex');
/** Contexts, hashes, messages, plural rules, dependencies, language. */
const SECTIONS = new Set([0x2f, 0x42, 0x69, 0x88, 0x96, 0xa7]);

/** Compiled Qt translations (QTranslator, .qm): sections by their lengths to the end of the file. */
export const qtTranslation: Structure = {
  name: 'qt-translation',
  starts: '<',
  traits: [],
  extensions: ['qm'],
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.skip(MAGIC.length, 'the header');
  for (;;) {
    const at = reader.offset;
    const [kind] = yield* reader.takeUpTo(1);
    if (kind === undefined) return SOUND;
    if (!SECTIONS.has(kind)) return broken(`not a valid section at ${at}: kind ${kind}`);
    yield* reader.skip(u32be(yield* reader.take(4, 'a section'), 0), `the section at ${at}`);
  }
}
