/**
 * Zstandard (RFC 8878): frames and skippable frames, each a chain of blocks to the last one. The checksum is of the
 * content, which is not unpacked, so a zstd is at most sound. Bytes behind a frame that are no frame are no verdict.
 */
import { follow, type Source, type Step } from './follow.ts';
import { isSkippable } from './skippable.ts';
import type { Standing, Structure } from './structure.ts';
import { broken, cut, SOUND, UNKNOWN } from './verdicts.ts';

const MAGIC = 0xfd2fb528;
const MOST_BLOCK = 131_072;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const REPEATED = 1;
const RESERVED = 3;

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
    // What pzstd and others put before a frame is short.
    return isSkippable(magic) && start.length === 12 && start.readUInt32LE(4) === 4;
  },
  begin: () => follow(check),
};

function* check(source: Source): Step<Standing> {
  for (let isFirst = true; ; isFirst = false) {
    const at = source.offset;
    const next = yield* source.peek(4);
    if (next.length === 0 && !isFirst) return SOUND;
    if (next.length < 4) return isFirst || isStart(next) ? cut(`zstd: ends at ${at + next.length}`) : UNKNOWN;
    const magic = next.readUInt32LE();
    if (magic !== MAGIC && !isSkippable(magic)) return UNKNOWN;
    yield* source.skip(4);
    const wrong = yield* magic === MAGIC ? checkFrame(source, at) : skipFrame(source, at);
    if (wrong !== undefined) return wrong;
  }
}

const isStart = (bytes: Buffer): boolean =>
  Buffer.from('28b52ffd', 'hex').subarray(0, bytes.length).equals(bytes);

function* skipFrame(source: Source, at: number): Step<Standing | undefined> {
  const size = yield* source.take(4);
  const isWhole = size.length === 4 && (yield* source.skip(size.readUInt32LE()));
  return isWhole ? undefined : cut(`zstd: ends at ${source.offset} inside the skippable frame at ${at}`);
}

function* checkFrame(source: Source, at: number): Step<Standing | undefined> {
  const short = (): Standing => cut(`zstd: ends at ${source.offset} inside the frame at ${at}`);
  const [descriptor] = yield* source.take(1);
  if (descriptor === undefined) return short();
  if (descriptor & 8) return broken(`zstd: reserved bit in the header of the frame at ${at}`);
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = SIZE_BYTES[descriptor >> 6] || (isSingle ? 1 : 0);
  if (!(yield* source.skip((isSingle ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] ?? 0) + sizeBytes)))
    return short();
  for (let isLast = false; !isLast; ) {
    const from = source.offset;
    const header = yield* source.take(3);
    if (header.length < 3) return short();
    const bits = header.readUIntLE(0, 3);
    const type = (bits >> 1) & 3;
    const size = bits >> 3;
    if (type === RESERVED || size > MOST_BLOCK || (type > REPEATED && size === 0))
      return broken(`zstd: no block at ${from}: type ${type}, ${size} bytes`);
    if (!(yield* source.skip(type === REPEATED ? 1 : size))) return short();
    isLast = (bits & 1) === 1;
  }
  return descriptor & 4 && !(yield* source.skip(4)) ? short() : undefined;
}
