import type { Source, Step } from '../../kit/chunked-reader.ts';

/** What the header of a frame says (RFC 8878, 3.1.1.1), in bytes; `size` is that of the content, where given. */
export type FrameHeader = {
  readonly window: number;
  readonly size: number | undefined;
  readonly hasDictionary: boolean;
  readonly hasSum: boolean;
};

const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const SMALLEST_WINDOW = 1024;

/** Reads the header after the magic number. */
export function* readFrameHeader(source: Source): Step<FrameHeader | 'cut' | 'reserved'> {
  const [descriptor] = yield* source.take(1);
  if (descriptor === undefined) return 'cut';
  if (descriptor & 8) return 'reserved';
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = DICTIONARY_BYTES[descriptor & 3] ?? 0;
  const sizeBytes = SIZE_BYTES[descriptor >> 6] || (isSingle ? 1 : 0);
  const length = (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  const rest = yield* source.take(length);
  if (rest.length < length) return 'cut';
  const size = sizeOf(rest.subarray(length - sizeBytes));
  return {
    window: isSingle ? (size ?? 0) : windowOf(rest[0] ?? 0),
    size,
    hasDictionary: rest.subarray(isSingle ? 0 : 1, length - sizeBytes).some((byte) => byte !== 0),
    hasSum: (descriptor & 4) !== 0,
  };
}

function windowOf(byte: number): number {
  const base = SMALLEST_WINDOW * 2 ** (byte >> 3);
  return base + (base / 8) * (byte & 7);
}

/** A size of two bytes starts at 256. */
function sizeOf(bytes: Buffer): number | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes.length === 8) return Number(bytes.readBigUInt64LE());
  return bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
}
