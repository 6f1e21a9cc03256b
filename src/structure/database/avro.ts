import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND } from '../kit/verdicts.ts';

/** A container file of Apache Avro (specification 1.11): metadata, then blocks by their lengths, each closed by one marker. */
export const avro: Structure = {
  name: 'avro',
  starts: 'O',
  traits: ['dense'],
  extensions: ['avro'],
  recognises: (head) => wordAt(head, 0, 4) === 'Obj\x01',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  yield* tape.take(4, 'the header');
  for (;;) {
    const count = yield* readLong('the metadata');
    if (count === 0) break;
    // A negative count is followed by the length of the block.
    if (count < 0) {
      yield* tape.skip(yield* readLong('the metadata'), 'the metadata');
      continue;
    }
    for (let left = count * 2; left > 0; left--) {
      const at = tape.offset;
      const length = yield* readLong('the metadata');
      if (length < 0) return broken(`a length of ${length} in the metadata at ${at}`);
      yield* tape.skip(length, 'the metadata');
    }
  }
  const marker = yield* tape.take(16, 'the marker');
  for (;;) {
    const at = tape.offset;
    const next = yield* tape.most(1);
    if (next.length === 0) return SOUND;
    const count = yield* readLong('a block', next[0]);
    const length = yield* readLong('a block');
    if (count < 0 || length < 0) return broken(`a block of ${count} objects in ${length} bytes at ${at}`);
    yield* tape.skip(length, 'a block');
    if (!(yield* tape.take(16, 'the marker of a block')).equals(marker))
      return broken(`the block at ${at} does not end in the marker of this file`);
  }

  /** A number in zig-zag coding, seven bits a byte from the lowest. */
  function* readLong(what: string, first?: number): Step<number> {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte: number =
        shift === 0 && first !== undefined ? first : (yield* tape.take(1, what)).readUInt8(0);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
