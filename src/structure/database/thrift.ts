import type { Step } from '../kit/chunked-reader.ts';
import type { ExactReader } from '../kit/exact-reader.ts';

/** What the fields of a struct are, by their numbers: the value of an integer of up to 32 bits, or what else it is. */
export type Fields = ReadonlyMap<number, number | 'struct' | 'other'>;

type Value = number | 'struct' | 'other';

const MOST_BYTES = 1 << 20;
const MOST_DEPTH = 16;

/** The types of the compact protocol. */
const BOOLS: ReadonlySet<number> = new Set([1, 2]);
const BYTE = 3;
const SMALL: ReadonlySet<number> = new Set([4, 5]);
const LONG = 6;
const DOUBLE = 7;
const BINARY = 8;
const SEQUENCES: ReadonlySet<number> = new Set([9, 10]);
const MAP = 11;
const STRUCT = 12;

/** Reads structs of Thrift in the compact protocol off a file, up to an offset; undefined where the bytes are none. */
export function createThriftReader(
  reader: ExactReader,
  end: number,
): { takeStruct(): Step<Fields | undefined> } {
  const stop = Math.min(end, reader.offset + MOST_BYTES);

  function* byte(): Step<number | undefined> {
    if (reader.offset >= stop) return undefined;
    return (yield* reader.takeUpTo(1))[0];
  }

  function* varint(): Step<number | undefined> {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const next = yield* byte();
      if (next === undefined) return undefined;
      value += (next & 0x7f) * 2 ** (7 * i);
      if (next < 0x80) return value;
    }
    return undefined;
  }

  function* skipBytes(count: number): Step<Value | undefined> {
    if (reader.offset + count > stop) return undefined;
    yield* reader.skip(count, 'a field');
    return 'other';
  }

  function* takeSequence(depth: number): Step<Value | undefined> {
    const head = yield* byte();
    if (head === undefined) return undefined;
    const count = head >> 4 === 15 ? yield* varint() : head >> 4;
    if (count === undefined) return undefined;
    const type = head & 15;
    for (let i = 0; i < count; i++)
      if ((yield* takeValue(BOOLS.has(type) ? BYTE : type, depth)) === undefined) return undefined;
    return 'other';
  }

  function* takeMap(depth: number): Step<Value | undefined> {
    const count = yield* varint();
    if (count === 0) return 'other';
    const types = yield* byte();
    if (count === undefined || types === undefined) return undefined;
    for (let i = 0; i < count * 2; i++)
      if ((yield* takeValue(i % 2 === 0 ? types >> 4 : types & 15, depth)) === undefined) return undefined;
    return 'other';
  }

  function* takeNumber(type: number): Step<Value | undefined> {
    const value = yield* varint();
    if (value === undefined) return undefined;
    return SMALL.has(type) ? (value % 2 === 0 ? value / 2 : -(value + 1) / 2) : 'other';
  }

  function* takeValue(type: number, depth: number): Step<Value | undefined> {
    if (BOOLS.has(type)) return 'other';
    if (type === BYTE) return yield* skipBytes(1);
    if (SMALL.has(type) || type === LONG) return yield* takeNumber(type);
    if (type === DOUBLE) return yield* skipBytes(8);
    if (type === BINARY) return yield* skipBytes((yield* varint()) ?? MOST_BYTES);
    return yield* takeNested(type, depth + 1);
  }

  function* takeNested(type: number, depth: number): Step<Value | undefined> {
    if (depth > MOST_DEPTH) return undefined;
    if (SEQUENCES.has(type)) return yield* takeSequence(depth);
    if (type === MAP) return yield* takeMap(depth);
    if (type !== STRUCT) return undefined;
    return (yield* takeFields(depth)) === undefined ? undefined : 'struct';
  }

  function* takeFields(depth: number): Step<Fields | undefined> {
    const fields = new Map<number, Value>();
    for (let id = 0; ; ) {
      const head = yield* byte();
      if (head === undefined) return undefined;
      if (head === 0) return fields;
      const step = head >> 4;
      const long = step === 0 ? yield* varint() : 0;
      if (long === undefined) return undefined;
      id = step === 0 ? long / 2 : id + step;
      const value = yield* takeValue(head & 15, depth);
      if (value === undefined) return undefined;
      fields.set(id, value);
    }
  }

  return { takeStruct: () => takeFields(0) };
}
