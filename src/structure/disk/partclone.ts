import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16le, u32le, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 110;
const SUM = 4;
const CRC_MODE = 32;
const BITS = 1;

/**
 * Images of partclone and Clonezilla, version 2 (partclone.h): the header and the map of used blocks, each with its
 * CRC-32, then the used blocks with a CRC-32 after every group; none of the checksums is inverted at its end.
 */
export const partclone: Structure = {
  name: 'partclone',
  starts: 'p',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 16) === 'partclone-image\0' && latin1At(head, 30, 4) === '0002',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const head = yield* reader.take(HEADER, 'the header');
  const crc = crc32(head.subarray(0, HEADER - SUM));
  const wrong = differs(head, HEADER - SUM, crc, 'the header at 0');
  if (wrong !== undefined) return wrong;
  const [blocks, used, size] = [u64le(head, 60), u64le(head, 76), u32le(head, 84)];
  const [mode, sumSize, each] = [u16le(head, 96), u16le(head, 98), u32le(head, 100)];
  if (head[105] === BITS) {
    const at = reader.offset;
    const found = yield* sumOf(reader, Math.ceil(blocks / 8), 'the map of blocks');
    const wrongMap = differs(
      yield* reader.take(SUM, 'the map of blocks'),
      0,
      found,
      `the map of blocks at ${at}`,
    );
    if (wrongMap !== undefined) return wrongMap;
  } else if (head[105] !== 0) return UNKNOWN;
  const isSummed = mode === CRC_MODE && sumSize === SUM && each > 0 && head[104] === 1;
  if (!isSummed) {
    const sums = each === 0 ? 0 : Math.ceil(used / each) * sumSize;
    return yield* checkReaches(reader, reader.offset + used * size + sums, 'the used blocks', SOUND);
  }
  for (let left = used; left > 0; left -= each) {
    const at = reader.offset;
    const found = yield* sumOf(reader, Math.min(left, each) * size, 'the used blocks');
    const wrongBlocks = differs(yield* reader.take(SUM, 'the used blocks'), 0, found, `the blocks at ${at}`);
    if (wrongBlocks !== undefined) return wrongBlocks;
  }
  return PROVEN;
}

function* sumOf(reader: ExactReader, length: number, what: string): Step<number> {
  let crc = 0;
  yield* reader.skip(length, what, (bytes) => {
    crc = crc32(bytes, crc);
  });
  return crc;
}

function differs(bytes: Buffer, at: number, crc: number, what: string): StructureVerdict | undefined {
  const [found, wanted] = [~crc >>> 0, u32le(bytes, at)];
  return found === wanted ? undefined : mismatch(`${what}: CRC-32`, wanted, found);
}
