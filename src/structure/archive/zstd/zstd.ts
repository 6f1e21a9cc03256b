/**
 * Zstandard (RFC 8878): frames and skippable frames, each frame a chain of blocks up to the last one. Frames are
 * unpacked, checked against their size and checksum where given, and their content is checked; those that need a
 * dictionary, or a window of more than 128 MiB, which zstd also refuses by default, are only walked. Trailing bytes
 * that are not a frame are a warning: zstd fails on them.
 */
import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { type NestedCheck, nestedCheck } from '../../kit/nested.ts';
import { strayBytes } from '../../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { asWarning, PROVEN, SOUND, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { lowSum64 } from '../../kit/xxhash.ts';
import { isSkippable } from '../skippable.ts';
import { BEFORE_BEGINNING, BLOCK, createZstdBlocks, MAX_BLOCK } from './blocks.ts';
import { type FrameHeader, readFrameHeader } from './header.ts';

const { broken, cut, mismatch } = verdictsOf('zstd');

const MAGIC = 0xfd2fb528;
const NAMES = { tzst: 'tar', zst: '', zstd: '' };
const MAX_WINDOW = 2 ** 27;

/** Zstandard. */
export const zstd: Structure = {
  name: 'zstd',
  starts: '(PQRSTUVWXYZ[\\]^_',
  traits: ['dense'],
  extensions: ['zst', 'tzst', 'zstd'],
  recognises(head) {
    const start = Buffer.from(head.subarray(0, 12));
    if (start.length < 6) return false;
    const magic = start.readUInt32LE(0);
    if (magic === MAGIC) return ((start[4] ?? 0) & 8) === 0;
    // The skippable frame that pzstd and others write first is short.
    return isSkippable(magic) && start.length === 12 && start.readUInt32LE(4) === 4;
  },
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = nestedCheck(file, unpackedPath(file.path, NAMES));
  return inside.judge(yield* frames(source, inside));
}

function* frames(source: Source, inside: NestedCheck): Step<StructureVerdict> {
  let isProven = true;
  for (let isFirst = true; ; isFirst = false) {
    const at = source.offset;
    const next = yield* source.peek(4);
    if (next.length === 0 && !isFirst) return isProven ? PROVEN : SOUND;
    if (next.length < 4)
      return isFirst || isStart(next) ? cut(`ends at ${at + next.length}`) : strayBytes('zstd', at);
    const magic = next.readUInt32LE();
    if (magic !== MAGIC && !isSkippable(magic)) return isFirst ? UNKNOWN : strayBytes('zstd', at);
    yield* source.skip(4);
    const frame = yield* magic === MAGIC ? checkFrame(source, at, inside) : skipFrame(source, at);
    if (typeof frame === 'object') return frame;
    isProven &&= frame;
  }
}

const isStart = (bytes: Buffer): boolean =>
  Buffer.from('28b52ffd', 'hex').subarray(0, bytes.length).equals(bytes);

function* skipFrame(source: Source, at: number): Step<StructureVerdict | true> {
  const size = yield* source.take(4);
  const isWhole = size.length === 4 && (yield* source.skip(size.readUInt32LE()));
  return isWhole || cut(`ends at ${source.offset}, inside the skippable frame at ${at}`);
}

/** Walks a frame and unpacks it where wanted; returns whether its content had a checksum that matched. */
function* checkFrame(source: Source, at: number, inside: NestedCheck): Step<StructureVerdict | boolean> {
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the frame at ${at}`);
  const header = yield* readFrameHeader(source);
  if (header === 'cut') return short();
  if (header === 'reserved') return broken(`the header of the frame at ${at} has a reserved bit set`);
  if (header.hasDictionary || header.window > MAX_WINDOW) inside.giveUp();
  const content = contentOf(header, inside);
  for (let isLast = false; !isLast; ) {
    const from = source.offset;
    const head = yield* source.view(3);
    if (head.length < 3) return short();
    const bits = head.readUIntLE(0, 3);
    const type = (bits >> 1) & 3;
    const size = bits >> 3;
    if (type === BLOCK.reserved || size > MAX_BLOCK || (type > BLOCK.repeated && size === 0))
      return broken(`not a valid block at ${from}: type ${type}, ${size} bytes`);
    const length = type === BLOCK.repeated ? 1 : size;
    const block = yield* source.view(length);
    if (block.length < length) return short();
    const fault = content.add(type, block, size);
    if (fault !== undefined) {
      const wrong = broken(`block at ${from}: ${fault}`);
      // Without a dictionary there is nothing before the beginning; but a frame need not name the dictionary it was
      // packed with.
      return fault === BEFORE_BEGINNING ? asWarning(wrong) : wrong;
    }
    isLast = (bits & 1) === 1;
  }
  const { size, sum } = content.end();
  const trailer = header.hasSum ? yield* source.take(4) : undefined;
  if (trailer !== undefined && trailer.length < 4) return short();
  if (!inside.isWanted()) return false;
  const of = `frame at ${at}: `;
  if (header.size !== undefined && header.size !== size)
    return broken(`${of}size wanted ${header.size}, found ${size}`);
  const wanted = trailer?.readUInt32LE();
  if (wanted === undefined) return false;
  return wanted === sum || mismatch(`${of}XXH64`, wanted, sum);
}

/** Receives the blocks of a frame and computes the checksum of their content. */
type Content = {
  /** Adds a block; returns what is wrong with it, if anything. */
  add(type: number, block: Buffer, size: number): string | undefined;
  end(): { readonly size: number; readonly sum: number };
};

function contentOf({ window, hasSum }: FrameHeader, inside: NestedCheck): Content {
  const blocks = createZstdBlocks(window);
  const sum = hasSum ? lowSum64() : undefined;
  let size = 0;
  return {
    add(type, block, length) {
      if (!inside.isWanted()) return undefined;
      const bytes = blocks.add(type, block, length);
      if (typeof bytes === 'string') return bytes;
      if (bytes.length === 0) return undefined;
      size += bytes.length;
      sum?.update(bytes);
      inside.see(bytes);
      return undefined;
    },
    end() {
      blocks.close();
      return { size, sum: sum?.end() ?? 0 };
    },
  };
}
