import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { withoutSlack } from '../kit/padding.ts';
import { u16be, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

const MAGIC = 0xcafebabe;
/** Bytes of a constant after its tag (JVMS 4.4); any other tag is invalid. */
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

/** A compiled Java class (JVMS 4): constants, fields, methods and attributes by their lengths, to the last one. */
export const javaClass: Structure = {
  name: 'java-class',
  starts: '\xca',
  traits: [],
  extensions: [],
  recognises: (head) =>
    u32be(head, 0) === MAGIC && u16be(head, 6) >= 45 && u16be(head, 6) < 200 && u16be(head, 8) > 0,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.take(8, 'the header');
  function* count(what: string): Step<number> {
    return (yield* reader.take(2, what)).readUInt16BE(0);
  }
  function* attributes(what: string): Step<void> {
    for (let left = yield* count(what); left > 0; left--)
      yield* reader.skip((yield* reader.take(6, what)).readUInt32BE(2), what);
  }
  const constants = yield* count('the constants');
  for (let i = 1; i < constants; i++) {
    const at = reader.offset;
    const tag = (yield* reader.take(1, 'the constants')).readUInt8(0);
    const size = tag === TEXT ? yield* count('the constants') : SIZES.get(tag);
    if (size === undefined) return broken(`not a valid constant at ${at}: kind ${tag}`);
    yield* reader.skip(size, 'the constants');
    // Constants of eight bytes take two entries.
    if (tag === 5 || tag === 6) i += 1;
  }
  yield* reader.skip(6, 'the names of the class');
  yield* reader.skip((yield* count('the interfaces')) * 2, 'the interfaces');
  for (const what of ['the fields', 'the methods'])
    for (let left = yield* count(what); left > 0; left--) {
      yield* reader.skip(6, what);
      yield* attributes(what);
    }
  yield* attributes('the attributes');
  return yield* withoutSlack(reader, 'java-class', SOUND);
}
