import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u32be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';

/** Resources of Qt (rcc.cpp, .rcc): files in one, packed or not; the places of its tree, data and names lie inside. */
export const qtResource: Structure = {
  name: 'qt-resource',
  starts: 'q',
  traits: ['dense', 'paged'],
  extensions: ['rcc'],
  recognises: (head) => wordAt(head, 0, 4) === 'qres' && u32be(head, 4) >= 1 && u32be(head, 4) <= 3,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const head = yield* tape.take(20, 'the header');
  return yield* reaching(
    tape,
    Math.max(u32be(head, 8), u32be(head, 12), u32be(head, 16)) + 1,
    'its last part',
  );
}
