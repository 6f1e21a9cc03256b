import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u16be, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

const MAGIC = 0xcafebabe;
/** Bytes of a constant after its tag (JVMS 4.4); a tag that is not here is none. */
const SIZES = new Map([
  [3, 4],
  [4, 4],
  [5, 8],
  [6, 8],
  [7, 2],
  [8, 2],
  [9, 4],
  [10, 4],
  [11, 4],
  [12, 4],
  [15, 3],
  [16, 2],
  [17, 4],
  [18, 4],
  [19, 2],
  [20, 2],
]);
const TEXT = 1;

/** A compiled class of Java (JVMS 4): constants, fields, methods and attributes by their lengths, to the last one. */
export const javaClass: Structure = {
  name: 'java-class',
  starts: '\xca',
  traits: [],
  extensions: [],
  recognises: (head) =>
    u32be(head, 0) === MAGIC && u16be(head, 6) >= 45 && u16be(head, 6) < 200 && u16be(head, 8) > 0,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  yield* tape.take(8, 'the header');
  function* count(what: string): Step<number> {
    return (yield* tape.take(2, what)).readUInt16BE(0);
  }
  function* attributes(what: string): Step<void> {
    for (let left = yield* count(what); left > 0; left--)
      yield* tape.skip((yield* tape.take(6, what)).readUInt32BE(2), what);
  }
  const constants = yield* count('the constants');
  for (let i = 1; i < constants; i++) {
    const at = tape.offset;
    const tag = (yield* tape.take(1, 'the constants')).readUInt8(0);
    const size = tag === TEXT ? yield* count('the constants') : SIZES.get(tag);
    if (size === undefined) return broken(`a constant of kind ${tag} at ${at}`);
    yield* tape.skip(size, 'the constants');
    // Constants of eight bytes take two places.
    if (tag === 5 || tag === 6) i += 1;
  }
  yield* tape.skip(6, 'the names of the class');
  yield* tape.skip((yield* count('the interfaces')) * 2, 'the interfaces');
  for (const what of ['the fields', 'the methods'])
    for (let left = yield* count(what); left > 0; left--) {
      yield* tape.skip(6, what);
      yield* attributes(what);
    }
  yield* attributes('the attributes');
  yield* tape.rest();
  return SOUND;
}
