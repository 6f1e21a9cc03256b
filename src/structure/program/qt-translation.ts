import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

const MAGIC = Buffer.from('3cb86418caef9c95cd211cbf60a1bddd', 'hex');
/** Contexts, hashes, messages, plural rules, dependencies, language. */
const SECTIONS = new Set([0x2f, 0x42, 0x69, 0x88, 0x96, 0xa7]);

/** Compiled translations of Qt (QTranslator, .qm): sections by their lengths to the end of the file. */
export const qtTranslation: Structure = {
  name: 'qt-translation',
  starts: '<',
  traits: [],
  extensions: ['qm'],
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  yield* tape.skip(MAGIC.length, 'the header');
  for (;;) {
    const at = tape.offset;
    const [kind] = yield* tape.most(1);
    if (kind === undefined) return SOUND;
    if (!SECTIONS.has(kind)) return broken(`no section at ${at}, but ${kind}`);
    yield* tape.skip(u32be(yield* tape.take(4, 'a section'), 0), `the section at ${at}`);
  }
}
