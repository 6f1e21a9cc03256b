import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAX_LANDMARKS = 16_384;
const END_START = 0x454f46;

/**
 * CRAM 2 and 3 (CRAMv3.pdf, 6 to 8): containers by their lengths up to the end marker; in 3 the header of each
 * container and each of its blocks has a CRC-32.
 */
export const cram: Structure = {
  name: 'cram',
  starts: 'C',
  traits: ['dense'],
  extensions: ['cram'],
  recognises: (head) => latin1At(head, 0, 4) === 'CRAM' && (head[4] === 2 || head[4] === 3),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const definition = yield* reader.take(26, 'the file definition');
  const hasSums = definition[4] === 3;
  const hasEnd = hasSums || definition[5] !== 0;
  for (let isFirst = true; ; isFirst = false) {
    const at = reader.offset;
    const start = yield* reader.takeUpTo(4);
    if (start.length === 0 && hasEnd && !isFirst) return cut(`ends at ${at}, without its last container`);
    if (start.length === 0) return isFirst ? cut(`ends at ${at}, without a container`) : UNKNOWN;
    const fields = createFields(
      reader,
      Buffer.concat([start, yield* reader.take(4 - start.length, 'a container')]),
    );
    const length = u32le(start, 0);
    const reference = yield* fields.number();
    const from = yield* fields.number();
    yield* fields.number();
    yield* fields.number();
    yield* hasSums ? fields.long() : fields.number();
    yield* fields.long();
    const blocks = yield* fields.number();
    const landmarks = yield* fields.number();
    if (landmarks > MAX_LANDMARKS) return UNKNOWN;
    for (let left = landmarks; left > 0; left--) yield* fields.number();
    const wrong = hasSums ? yield* wrongSum(reader, fields.crc(), `the container at ${at}`) : undefined;
    if (wrong !== undefined) return wrong;
    const end = reader.offset + length;
    for (let left = hasSums ? blocks : 0; left > 0 && reader.offset < end; left--) {
      const found = yield* block(reader);
      if (found !== undefined) return found;
    }
    if (reader.offset > end) return broken(`the container at ${at} ends at ${end}, inside a block`);
    yield* reader.skipTo(end, `the container at ${at}`);
    if (reference === 0xffffffff && from === END_START) return hasSums ? PROVEN : SOUND;
  }
}

function* block(reader: ExactReader): Step<StructureVerdict | undefined> {
  const at = reader.offset;
  const fields = createFields(reader, yield* reader.take(2, 'a block'));
  yield* fields.number();
  const packed = yield* fields.number();
  yield* fields.number();
  let crc = fields.crc();
  yield* reader.skip(packed, `the block at ${at}`, (bytes) => {
    crc = crc32(bytes, crc);
  });
  return yield* wrongSum(reader, crc, `the block at ${at}`);
}

function* wrongSum(reader: ExactReader, crc: number, what: string): Step<StructureVerdict | undefined> {
  const wanted = u32le(yield* reader.take(4, what), 0);
  return wanted === crc ? undefined : mismatch(`${what}: CRC-32`, wanted, crc);
}

type Fields = { number(): Step<number>; long(): Step<void>; crc(): number };

/**
 * Creates a reader of variable-length numbers (ITF8, LTF8), whose leading one bits say how many bytes follow, with
 * their CRC-32.
 */
function createFields(reader: ExactReader, before: Buffer): Fields {
  let crc = crc32(before);
  const take = function* (count: number): Step<Buffer> {
    const bytes = yield* reader.take(count, 'a header');
    crc = crc32(bytes, crc);
    return bytes;
  };
  return {
    *number() {
      const lead = (yield* take(1)).readUInt8(0);
      const more = Math.min(Math.clz32(~(lead << 24)), 4);
      const rest = yield* take(more);
      // Of five bytes the last one contributes its lower half.
      if (more === 4)
        return ((lead & 15) * 2 ** 28 + rest.readUIntBE(0, 3) * 16 + (rest.readUInt8(3) & 15)) >>> 0;
      return (lead & (0x7f >> more)) * 256 ** more + (more === 0 ? 0 : rest.readUIntBE(0, more));
    },
    *long() {
      const lead = (yield* take(1)).readUInt8(0);
      yield* take(lead === 0xff ? 8 : Math.clz32(~(lead << 24)));
    },
    crc: () => crc,
  };
}
