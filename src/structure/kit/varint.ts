/** Numbers of 7 bits per byte, the lowest first (LEB128; the varints of protobuf, LevelDB and others). */
import type { Step } from './chunked-reader.ts';
import type { ExactReader } from './exact-reader.ts';

const USUAL_BYTES = 7;

/** Reads a number of at most `most` bytes; undefined where the bytes end or it is longer. More than 7 bytes may lose precision. */
export function readVarint(
  bytes: Uint8Array,
  at: number,
  most = USUAL_BYTES,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < most; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return undefined;
}

/** Reads numbers that follow one another. */
export function readVarints(
  bytes: Uint8Array,
  at: number,
  count: number,
): { readonly values: readonly number[]; readonly end: number } | undefined {
  const values: number[] = [];
  let end = at;
  for (let i = 0; i < count; i++) {
    const next = readVarint(bytes, end);
    if (next === undefined) return undefined;
    values.push(next.value);
    ({ end } = next);
  }
  return { values, end };
}

/** Takes a number of at most `most` bytes off a reader; undefined where it is longer. */
export function* takeVarint(reader: ExactReader, what: string, most: number): Step<number | undefined> {
  let value = 0;
  for (let i = 0; i < most; i++) {
    const byte = (yield* reader.take(1, what)).readUInt8();
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value;
  }
  return undefined;
}
