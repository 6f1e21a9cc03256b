/**
 * LZ4 frames (LZ4 Frame Format 1.6.4): a header with a byte of its XXH32, blocks with their sizes to the EndMark, and the
 * older frame of `lz4 -l`, which ends with the file. Checksums of blocks are computed, and prove a frame; the checksum of
 * the content is not, since it is not unpacked.
 */
import { follow, type Source, type Step } from './follow.ts';
import { isSkippable } from './skippable.ts';
import type { Standing, Structure } from './structure.ts';
import { broken, cut, hex32, PROVEN, SOUND, UNKNOWN } from './verdicts.ts';
import { xxh32 } from './xxh32.ts';

const MAGIC = 0x184d2204;
const OLD_MAGIC = 0x184c2102;
/** What 8 MiB of an old frame can grow to. */
const MOST_OLD_BLOCK = 8_421_520;

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
    if (magic === OLD_MAGIC) return start.length === 8 && start.readUInt32LE(4) <= MOST_OLD_BLOCK;
    return magic === MAGIC && ((start[4] ?? 0) & 0xc2) === 0x40 && ((start[5] ?? 0) & 0x8f) === 0;
  },
  begin: () => follow(check),
};

function* check(source: Source): Step<Standing> {
  let isProven = true;
  for (let isFirst = true; ; isFirst = false) {
    const at = source.offset;
    const next = yield* source.peek(4);
    if (next.length === 0 && !isFirst) return isProven ? PROVEN : SOUND;
    if (next.length < 4) return isFirst ? cut(`lz4: ends at ${at + next.length}`) : UNKNOWN;
    const magic = next.readUInt32LE();
    if (magic !== MAGIC && magic !== OLD_MAGIC && !isSkippable(magic)) return UNKNOWN;
    yield* source.skip(4);
    if (magic === MAGIC) {
      const frame = yield* checkFrame(source, at);
      if (typeof frame === 'object') return frame;
      isProven &&= frame;
    } else if (magic === OLD_MAGIC) {
      const wrong = yield* checkOldFrame(source, at);
      if (wrong !== undefined) return wrong;
      isProven = false;
    } else {
      const size = yield* source.take(4);
      const isWhole = size.length === 4 && (yield* source.skip(size.readUInt32LE()));
      if (!isWhole) return cut(`lz4: ends at ${source.offset} inside the skippable frame at ${at}`);
    }
  }
}

/** Walks a frame; gives whether every block had a checksum that held. */
function* checkFrame(source: Source, at: number): Step<Standing | boolean> {
  const short = (): Standing => cut(`lz4: ends at ${source.offset} inside the frame at ${at}`);
  const [flags = 0] = yield* source.peek(1);
  const length = 2 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  const header = yield* source.take(length + 1);
  if (header.length < length + 1) return short();
  const sum = (sumOf(header.subarray(0, length)) >> 8) & 0xff;
  if (header[length] !== sum)
    return broken(`lz4: header at ${at}: XXH32 byte wanted ${header[length]}, found ${sum}`);
  if (flags >> 6 !== 1 || (header[1] ?? 0) < 0x40) return UNKNOWN;
  const hasSums = (flags & 0x10) !== 0;
  const most = 256 << (2 * ((header[1] ?? 0) >> 4));
  let blocks = 0;
  for (;;) {
    const from = source.offset;
    const head = yield* source.take(4);
    if (head.length < 4) return short();
    const size = head.readUInt32LE() % 2 ** 31;
    if (head.readUInt32LE() === 0) break;
    if (size > most) return broken(`lz4: no block at ${from}: ${size} bytes, at most ${most}`);
    blocks += 1;
    if (!hasSums) {
      if (!(yield* source.skip(size))) return short();
      continue;
    }
    const hash = xxh32();
    for (let left = size; left > 0; ) {
      const piece = yield* source.some(left);
      if (piece.length === 0) return short();
      hash.update(piece);
      left -= piece.length;
    }
    const wanted = yield* source.take(4);
    if (wanted.length < 4) return short();
    const found = hash.end();
    if (wanted.readUInt32LE() !== found)
      return broken(
        `lz4: block at ${from}: XXH32 wanted ${hex32(wanted.readUInt32LE())}, found ${hex32(found)}`,
      );
  }
  if (flags & 4 && !(yield* source.skip(4))) return short();
  return hasSums && blocks > 0;
}

/** Walks an old frame to the end of the file or to the next frame. */
function* checkOldFrame(source: Source, at: number): Step<Standing | undefined> {
  for (;;) {
    const head = yield* source.peek(4);
    if (head.length === 0) return undefined;
    const size = head.length < 4 ? 0 : head.readUInt32LE();
    if (size === MAGIC || size === OLD_MAGIC || isSkippable(size)) return undefined;
    if (size > MOST_OLD_BLOCK) return broken(`lz4: no block at ${source.offset}: ${size} bytes`);
    if (head.length < 4 || !(yield* source.skip(4 + size)))
      return cut(`lz4: ends at ${source.offset} inside the frame at ${at}`);
  }
}

function sumOf(bytes: Uint8Array): number {
  const hash = xxh32();
  hash.update(bytes);
  return hash.end();
}
