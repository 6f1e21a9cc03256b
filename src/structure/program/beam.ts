import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u32be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken } from '../kit/verdicts.ts';

const WORD = 4;

/** Modules of Erlang (beam_lib): the length of the whole and the chunks in it, each filled up to four bytes. */
export const beam: Structure = {
  name: 'beam',
  starts: 'F',
  traits: [],
  extensions: ['beam'],
  recognises: (head) => wordAt(head, 0, 4) === 'FOR1' && wordAt(head, 8, 4) === 'BEAM',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const end = 8 + u32be(yield* tape.take(12, 'the header'), 4);
  while (tape.offset < end) {
    const at = tape.offset;
    const chunk = yield* tape.take(8, 'a chunk');
    if (!/^[A-Za-z0-9]{4}$/.test(wordAt(chunk, 0, 4)))
      return broken(`no chunk at ${at}: ${chunk.toString('hex')}`);
    const length = u32be(chunk, 4);
    yield* tape.skip(Math.ceil(length / WORD) * WORD, `the chunk ${wordAt(chunk, 0, 4)} at ${at}`);
  }
  return yield* reaching(tape, end, 'the module');
}
