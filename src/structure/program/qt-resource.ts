import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';

/**
 * Qt resources (rcc.cpp, .rcc): several files in one, packed or not; its tree, data and names begin inside the file.
 */
export const qtResource: Structure = {
  name: 'qt-resource',
  starts: 'q',
  traits: ['dense', 'paged'],
  extensions: ['rcc'],
  recognises: (head) => latin1At(head, 0, 4) === 'qres' && u32be(head, 4) >= 1 && u32be(head, 4) <= 3,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const head = yield* reader.take(20, 'the header');
  return yield* checkReaches(
    reader,
    Math.max(u32be(head, 8), u32be(head, 12), u32be(head, 16)) + 1,
    'its last part',
  );
}
