import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken } from '../kit/verdicts.ts';

const WORD = 4;

/** Erlang modules (beam_lib): the total length and the chunks in it, each padded to four bytes. */
export const beam: Structure = {
  name: 'beam',
  starts: 'F',
  traits: [],
  extensions: ['beam'],
  recognises: (head) => latin1At(head, 0, 4) === 'FOR1' && latin1At(head, 8, 4) === 'BEAM',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const end = 8 + u32be(yield* reader.take(12, 'the header'), 4);
  while (reader.offset < end) {
    const at = reader.offset;
    const chunk = yield* reader.take(8, 'a chunk');
    if (!/^[A-Za-z0-9]{4}$/.test(latin1At(chunk, 0, 4)))
      return broken(`not a valid chunk at ${at}: ${chunk.toString('hex')}`);
    const length = u32be(chunk, 4);
    yield* reader.skip(Math.ceil(length / WORD) * WORD, `the chunk ${latin1At(chunk, 0, 4)} at ${at}`);
  }
  return yield* checkReaches(reader, end, 'the module');
}
