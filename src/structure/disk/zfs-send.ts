import { createFletcher4, type Fletcher4 } from '../../hash/fletcher4.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { hexAt, isZero, u32le, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, mismatch, PROVEN } from '../kit/verdicts.ts';

const MAGIC = 'accbbaf502000000';
const RECORD = 312;
const SUM = 32;
/** Blocks have 16 MiB at most, and a list of streams is smaller than this. */
const MOST = 2 ** 32;
const WORD = 4;
const BEGIN = 0;
const END = 5;
const COMPOUND = 2;

/**
 * A stream of zfs send (zfs_ioctl.h), of a little-endian machine: records of 312 bytes, each followed by the bytes that it
 * announces. The record `end` has the Fletcher-4 sum of all before it, and since 2015 every other one that of all up to
 * there. A package of streams begins with a list of them and ends with a second `end`, which has no sum.
 */
export const zfsSend: Structure = {
  name: 'zfs-send',
  starts: '\0',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => u32le(head, 0) === BEGIN && hexAt(head, 8, 8) === MAGIC,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  let isPackage = false;
  for (;;) {
    const start = reader.offset;
    const first = yield* reader.takeUpTo(RECORD);
    // Streams may follow one another in a file.
    if (first.length === 0 && start > 0 && !isPackage) return PROVEN;
    const record = yield* filled(reader, first);
    if (isPackage && u32le(record, 0) === END && isZero(record.subarray(WORD))) {
      isPackage = false;
      continue;
    }
    if (u32le(record, 0) !== BEGIN || hexAt(record, 8, 8) !== MAGIC)
      return broken(`no stream begins at ${start}, behind the end of one`);
    isPackage ||= (u32le(record, 16) & 3) === COMPOUND;
    const damage = yield* walkStream(reader, record);
    if (damage !== undefined) return damage;
  }
}

function* filled(reader: ExactReader, first: Buffer): Step<Buffer> {
  if (first.length === RECORD) return first;
  const rest = yield* reader.take(RECORD - first.length, 'a record; the stream has no end');
  return Buffer.concat([first, rest]);
}

/** One stream, from its record `begin` to its record `end`. */
function* walkStream(reader: ExactReader, begin: Buffer): Step<StructureVerdict | undefined> {
  const sum = createFletcher4();
  for (let record = begin; ; record = yield* reader.take(RECORD, 'a record; the stream has no end')) {
    const at = reader.offset - RECORD;
    const type = u32le(record, 0);
    const payload = PAYLOADS[type]?.(record);
    if (payload === undefined || (type === BEGIN && record !== begin))
      return broken(`the record at ${at} is of type ${type}, which none can be`);
    if (payload > MOST) return broken(`the record at ${at} announces ${payload} bytes, which none can have`);
    const damage = compare(record, at, sum);
    if (damage !== undefined) return damage;
    if (type === END) return undefined;
    yield* addPayload(reader, payload, sum, `the record at ${at}`);
  }
}

/** Adds a record to the sum, and holds those that it has against it. */
function compare(record: Buffer, at: number, sum: Fletcher4): StructureVerdict | undefined {
  const type = u32le(record, 0);
  const before = sum.value();
  if (type === END && !before.equals(record.subarray(8, 8 + SUM)))
    return mismatch(`end at ${at}: Fletcher-4`, record.subarray(8, 8 + SUM), before);
  const own = record.subarray(RECORD - SUM);
  sum.update(record.subarray(0, RECORD - SUM));
  const found = sum.value();
  sum.update(own);
  // That of the record `begin` is the end of the name, and old ones have none.
  const hasSum = type !== BEGIN && !isZero(own);
  return hasSum && !own.equals(found) ? mismatch(`record at ${at}: Fletcher-4`, own, found) : undefined;
}

/** Bytes come in any parts, and are summed in words. */
function* addPayload(reader: ExactReader, count: number, sum: Fletcher4, what: string): Step<void> {
  let rest = Buffer.alloc(0);
  yield* reader.skip(count, what, (bytes) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.length - (all.length % WORD);
    sum.update(all.subarray(0, whole));
    rest = Buffer.from(all.subarray(whole));
  });
}

const nothing = (): number => 0;

/** How many bytes follow a record, by its type. */
const PAYLOADS: readonly ((record: Buffer) => number)[] = [
  (begin) => u32le(begin, 4),
  (object) => (u32le(object, 28) === 0 ? 0 : u32le(object, 36) || roundedUp(u32le(object, 28))),
  nothing,
  (write) => (write[50] === 0 ? u64le(write, 32) : u64le(write, 96)),
  nothing,
  nothing,
  nothing,
  (spill) => u64le(spill, 40) || u64le(spill, 16),
  (embedded) => roundedUp(u32le(embedded, 52)),
  nothing,
  nothing,
];

function roundedUp(length: number): number {
  return Math.ceil(length / 8) * 8;
}
