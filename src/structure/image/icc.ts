import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u32be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut } from '../kit/verdicts.ts';

const HEADER = 128;
const MOST_TAGS = 1000;

/** Colour profiles (ICC.1, 7.2 and 7.3): the size in the header, and the tags that the table places inside of it. */
export const icc: Structure = {
  name: 'icc',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => wordAt(head, 36, 4) === 'acsp' && u32be(head, 0) > HEADER && (head[8] ?? 9) <= 5,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const head = yield* tape.take(HEADER + 4, 'the header');
  const size = u32be(head, 0);
  const tags = Math.min(u32be(head, HEADER), MOST_TAGS);
  for (let i = 0; i < tags; i++) {
    const entry = yield* tape.take(12, 'the table of tags');
    const end = u32be(entry, 4) + u32be(entry, 8);
    // Some writers leave out the padding of the last tag, or count it.
    if (end > size + 4) return broken(`the tag ${i} goes to ${end}, and the profile to ${size}`);
  }
  const verdict = yield* reaching(tape, size - 3, 'the profile');
  return verdict.is === 'cut'
    ? cut(`ends at ${tape.offset}, and its header promises ${size} bytes`)
    : verdict;
}
