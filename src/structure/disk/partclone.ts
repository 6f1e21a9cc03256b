import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u16le, u32le, u64le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, hex32, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 110;
const SUM = 4;
const CRC_MODE = 32;
const BITS = 1;

/**
 * Images of partclone and Clonezilla, version 2 (partclone.h): the header and the map of used blocks each with their
 * CRC-32, then the used blocks, a CRC-32 behind so many of them; none of the sums is inverted at its end.
 */
export const partclone: Structure = {
  name: 'partclone',
  starts: 'p',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 16) === 'partclone-image\0' && wordAt(head, 30, 4) === '0002',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const head = yield* tape.take(HEADER, 'the header');
  const crc = crc32(head.subarray(0, HEADER - SUM));
  const wrong = differs(head, HEADER - SUM, crc, 'the header at 0');
  if (wrong !== undefined) return wrong;
  const [blocks, used, size] = [u64le(head, 60), u64le(head, 76), u32le(head, 84)];
  const [mode, sumSize, each] = [u16le(head, 96), u16le(head, 98), u32le(head, 100)];
  if (head[105] === BITS) {
    const at = tape.offset;
    const found = yield* sumOf(tape, Math.ceil(blocks / 8), 'the map of blocks');
    const wrongMap = differs(
      yield* tape.take(SUM, 'the map of blocks'),
      0,
      found,
      `the map of blocks at ${at}`,
    );
    if (wrongMap !== undefined) return wrongMap;
  } else if (head[105] !== 0) return UNKNOWN;
  const isSummed = mode === CRC_MODE && sumSize === SUM && each > 0 && head[104] === 1;
  if (!isSummed) {
    const sums = each === 0 ? 0 : Math.ceil(used / each) * sumSize;
    return yield* reaching(tape, tape.offset + used * size + sums, 'the used blocks', SOUND);
  }
  for (let left = used; left > 0; left -= each) {
    const at = tape.offset;
    const found = yield* sumOf(tape, Math.min(left, each) * size, 'the used blocks');
    const wrongBlocks = differs(yield* tape.take(SUM, 'the used blocks'), 0, found, `the blocks at ${at}`);
    if (wrongBlocks !== undefined) return wrongBlocks;
  }
  return PROVEN;
}

function* sumOf(tape: Tape, length: number, what: string): Step<number> {
  let crc = 0;
  yield* tape.skip(length, what, (bytes) => {
    crc = crc32(bytes, crc);
  });
  return crc;
}

function differs(bytes: Buffer, at: number, crc: number, what: string): StructureVerdict | undefined {
  const [found, wanted] = [~crc >>> 0, u32le(bytes, at)];
  return found === wanted ? undefined : broken(`${what}: CRC-32 ${hex32(found)}, not ${hex32(wanted)}`);
}
