import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut } from '../kit/verdicts.ts';

const HEADER = 128;
const MAX_TAGS = 1000;

/** Colour profiles (ICC.1, 7.2 and 7.3): the size in the header, and the tags that the table places within it. */
export const icc: Structure = {
  name: 'icc',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => latin1At(head, 36, 4) === 'acsp' && u32be(head, 0) > HEADER && (head[8] ?? 9) <= 5,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const head = yield* reader.take(HEADER + 4, 'the header');
  const size = u32be(head, 0);
  const tags = Math.min(u32be(head, HEADER), MAX_TAGS);
  for (let i = 0; i < tags; i++) {
    const entry = yield* reader.take(12, 'the table of tags');
    const end = u32be(entry, 4) + u32be(entry, 8);
    // Some writers omit the padding of the last tag, or count it.
    if (end > size + 4) return broken(`tag ${i} extends to ${end}, the profile only to ${size}`);
  }
  const verdict = yield* checkReaches(reader, size - 3, 'the profile');
  return verdict.is === 'cut' ? cut(`ends at ${reader.offset}; its header says ${size} bytes`) : verdict;
}
