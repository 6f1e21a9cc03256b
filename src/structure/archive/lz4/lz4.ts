/**
 * LZ4 frames (LZ4 Frame Format 1.6.4): a header with one byte of its XXH32, blocks with their sizes up to the EndMark,
 * and the older frame of `lz4 -l`, which ends with the file. Checksums of blocks and of the content prove a frame,
 * which is unpacked and its content checked; old frames, and those that need a dictionary, are only walked.
 */
import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { type NestedCheck, nestedCheck } from '../../kit/nested.ts';
import { strayBytes } from '../../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { asWarning, PROVEN, SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { sum32 } from '../../kit/xxhash.ts';
import { isSkippable } from '../skippable.ts';
import { BEFORE_BEGINNING, createLz4Blocks, type Lz4Blocks, type Lz4Fault } from './block.ts';

const { broken, cut, mismatch } = verdictsOf('lz4');

const MAGIC = 0x184d2204;
const OLD_MAGIC = 0x184c2102;
/** The most that 8 MiB of an old frame can grow to when compressed. */
const MAX_OLD_BLOCK = 8_421_520;
const FLAG = { dictionary: 1, sum: 4, size: 8, blockSums: 16, independent: 32 };
const EMPTY = Buffer.alloc(0);

/** LZ4 frames. */
export const lz4: Structure = {
  name: 'lz4',
  starts: '\x04\x02',
  traits: ['dense'],
  extensions: ['lz4'],
  recognises(head) {
    const start = Buffer.from(head.subarray(0, 8));
    if (start.length < 7) return start.length === 4 && start.readUInt32LE(0) === OLD_MAGIC;
    const magic = start.readUInt32LE(0);
    if (magic === OLD_MAGIC) return start.length === 8 && start.readUInt32LE(4) <= MAX_OLD_BLOCK;
    return magic === MAGIC && ((start[4] ?? 0) & 0xc2) === 0x40 && ((start[5] ?? 0) & 0x8f) === 0;
  },
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = nestedCheck(file, unpackedPath(file.path, { lz4: '' }));
  return inside.judge(yield* frames(source, inside));
}

function* frames(source: Source, inside: NestedCheck): Step<StructureVerdict> {
  let isProven = true;
  for (let isFirst = true; ; isFirst = false) {
    const at = source.offset;
    const next = yield* source.peek(4);
    if (next.length === 0 && !isFirst) return isProven ? PROVEN : SOUND;
    if (next.length < 4) return isFirst ? cut(`ends at ${at + next.length}`) : strayBytes('lz4', at);
    const magic = next.readUInt32LE();
    if (magic !== MAGIC && magic !== OLD_MAGIC && !isSkippable(magic))
      return isFirst ? UNKNOWN : strayBytes('lz4', at);
    yield* source.skip(4);
    if (magic === MAGIC) {
      const frame = yield* checkFrame(source, at, inside);
      if (typeof frame === 'object') return frame;
      isProven &&= frame;
    } else if (magic === OLD_MAGIC) {
      inside.giveUp();
      const wrong = yield* checkOldFrame(source, at);
      if (wrong !== undefined) return wrong;
      isProven = false;
    } else {
      const size = yield* source.take(4);
      const isWhole = size.length === 4 && (yield* source.skip(size.readUInt32LE()));
      if (!isWhole) return cut(`ends at ${source.offset}, inside the skippable frame at ${at}`);
    }
  }
}

/** Walks a frame; returns whether its content, or every block, had a checksum that matched. */
function* checkFrame(source: Source, at: number, inside: NestedCheck): Step<StructureVerdict | boolean> {
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the frame at ${at}`);
  const [flags = 0] = yield* source.peek(1);
  const length = 2 + (flags & FLAG.size ? 8 : 0) + (flags & FLAG.dictionary ? 4 : 0);
  const header = yield* source.take(length + 1);
  if (header.length < length + 1) return short();
  const sum = (sumOf(header.subarray(0, length)) >> 8) & 0xff;
  if (header[length] !== sum)
    return mismatch(`header at ${at}: XXH32 byte`, header.subarray(length, length + 1), Buffer.of(sum));
  if (flags >> 6 !== 1 || (header[1] ?? 0) < 0x40) return UNKNOWN;
  if (flags & FLAG.dictionary) inside.giveUp();
  const most = 256 << (2 * ((header[1] ?? 0) >> 4));
  const content = contentOf(createLz4Blocks(most, (flags & FLAG.independent) === 0), inside);
  const blocks = yield* checkBlocks(source, { most, hasSums: (flags & FLAG.blockSums) !== 0 }, content);
  const { size, found } = content.end();
  if (blocks === 'short') return short();
  if (typeof blocks === 'object') return blocks;
  const trailer = flags & FLAG.sum ? yield* source.take(4) : EMPTY;
  if (flags & FLAG.sum && trailer.length < 4) return short();
  if (!inside.isWanted()) return blocks;
  const of = `frame at ${at}: `;
  if (flags & FLAG.size && header.readBigUInt64LE(2) !== BigInt(size))
    return broken(`${of}size wanted ${header.readBigUInt64LE(2)}, found ${size}`);
  if (trailer.length === 0) return blocks;
  const wanted = trailer.readUInt32LE();
  return wanted === found || mismatch(`${of}XXH32`, wanted, found);
}

/** Receives the blocks of a frame and computes the checksum of their content. */
type Content = {
  /** Adds a block; returns what is wrong with it, if anything. */
  add(block: Buffer, isStored: boolean): Lz4Fault | undefined;
  end(): { readonly size: number; readonly found: number };
};

function contentOf(blocks: Lz4Blocks, inside: NestedCheck): Content {
  const sum = sum32();
  let size = 0;
  return {
    add(block, isStored) {
      if (!inside.isWanted()) return undefined;
      const bytes = isStored ? blocks.pass(block) : blocks.unpack(block);
      if (typeof bytes === 'string') return bytes;
      size += bytes.length;
      sum.update(bytes);
      inside.see(bytes);
      return undefined;
    },
    end() {
      blocks.close();
      return { size, found: sum.end() };
    },
  };
}

/** Walks the blocks of a frame; returns whether each had a checksum that matched. */
function* checkBlocks(
  source: Source,
  { most, hasSums }: { readonly most: number; readonly hasSums: boolean },
  content: Content,
): Step<StructureVerdict | boolean | 'short'> {
  for (let count = 0; ; count++) {
    const from = source.offset;
    const head = yield* source.take(4);
    if (head.length < 4) return 'short';
    const size = head.readUInt32LE() % 2 ** 31;
    if (head.readUInt32LE() === 0) return hasSums && count > 0;
    if (size > most) return broken(`not a valid block at ${from}: ${size} bytes, at most ${most} allowed`);
    const block = yield* hasSums ? source.take(size) : source.view(size);
    const wanted = hasSums ? yield* source.take(4) : EMPTY;
    if (block.length < size || (hasSums && wanted.length < 4)) return 'short';
    const found = hasSums ? sumOf(block) : 0;
    if (hasSums && wanted.readUInt32LE() !== found)
      return mismatch(`block at ${from}: XXH32`, wanted.readUInt32LE(), found);
    const fault = content.add(block, head.readUInt32LE() >= 2 ** 31);
    if (fault !== undefined) {
      const wrong = broken(`block at ${from}: ${fault}`);
      // Without a dictionary there is nothing before the beginning; but a frame need not name the dictionary it was
      // packed with.
      return fault === BEFORE_BEGINNING ? asWarning(wrong) : wrong;
    }
  }
}

/** Walks an old frame to the end of the file or to the next frame. */
function* checkOldFrame(source: Source, at: number): Step<StructureVerdict | undefined> {
  for (;;) {
    const head = yield* source.peek(4);
    if (head.length === 0) return undefined;
    const size = head.length < 4 ? 0 : head.readUInt32LE();
    if (size === MAGIC || size === OLD_MAGIC || isSkippable(size)) return undefined;
    if (size > MAX_OLD_BLOCK) return broken(`not a valid block at ${source.offset}: ${size} bytes`);
    if (head.length < 4 || !(yield* source.skip(4 + size)))
      return cut(`ends at ${source.offset}, inside the frame at ${at}`);
  }
}

function sumOf(bytes: Uint8Array): number {
  const hash = sum32();
  hash.update(bytes);
  return hash.end();
}
