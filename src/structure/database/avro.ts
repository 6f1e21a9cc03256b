import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

/**
 * A container file of Apache Avro (specification 1.11): metadata, then blocks with their lengths, each closed by the
 * same marker.
 */
export const avro: Structure = {
  name: 'avro',
  starts: 'O',
  traits: ['dense'],
  extensions: ['avro'],
  recognises: (head) => latin1At(head, 0, 4) === 'Obj\x01',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.take(4, 'the header');
  for (;;) {
    const count = yield* readLong('the metadata');
    if (count === 0) break;
    // A negative count is followed by the length of the block.
    if (count < 0) {
      yield* reader.skip(yield* readLong('the metadata'), 'the metadata');
      continue;
    }
    for (let left = count * 2; left > 0; left--) {
      const at = reader.offset;
      const length = yield* readLong('the metadata');
      if (length < 0) return broken(`not a valid length in the metadata at ${at}: ${length}`);
      yield* reader.skip(length, 'the metadata');
    }
  }
  const marker = yield* reader.take(16, 'the marker');
  for (;;) {
    const at = reader.offset;
    const next = yield* reader.takeUpTo(1);
    if (next.length === 0) return SOUND;
    const count = yield* readLong('a block', next[0]);
    const length = yield* readLong('a block');
    if (count < 0 || length < 0)
      return broken(`not a valid block at ${at}: ${count} objects in ${length} bytes`);
    yield* reader.skip(length, 'a block');
    if (!(yield* reader.take(16, 'the marker of a block')).equals(marker))
      return broken(`the block at ${at} does not end in the marker of this file`);
  }

  /** Reads a number in zig-zag coding, seven bits per byte, lowest first. */
  function* readLong(what: string, first?: number): Step<number> {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte: number =
        shift === 0 && first !== undefined ? first : (yield* reader.take(1, what)).readUInt8(0);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
