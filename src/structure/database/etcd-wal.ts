import { crc32c } from '../../hash/crc.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { otherThanZeros } from '../kit/padding.ts';
import { hexAt, isZero, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, hex32, PROVEN, tornRecord, UNKNOWN } from '../kit/verdicts.ts';

const LENGTH = 8;
/** The first record says with which CRC the file before it ended; its first field is the type 4, its second the CRC. */
const FIRST = /^(?:0[4-9]|0a)000000000000(?:00|8[0-7])080410/;
const CRC_RECORD = 4;
/** Metadata, an entry, a state, a CRC, a snapshot. */
const LAST_TYPE = 5;
const MOST_RECORD = 2 ** 26;
const SECTOR = 512;
/** Numbers of 7 bits a byte, and bytes with their length (protobuf wire types). */
const [NUMBER, BYTES] = [0, 2];
const [TYPE, CRC, DATA] = [1, 2, 3];

/**
 * A write-ahead log of etcd (wal/encoder.go): records with a length, padded to 8 bytes, whose CRC-32C is that of the data of
 * all records so far. Zeros follow, for the file is made at its full length.
 */
export const etcdWal: Structure = {
  name: 'etcd-wal',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => FIRST.test(hexAt(head, 0, 11)),
  createCheck: () => exactProbe((reader) => walk(reader, false)),
};

/** Checks a segment that is one by its name, whatever it begins with. */
export function etcdWalSegment(): Probe<StructureVerdict> {
  return exactProbe((reader) => walk(reader, true));
}

function* walk(reader: ExactReader, isNamed: boolean): Step<StructureVerdict> {
  let crc = 0;
  let isFirst = true;
  for (;;) {
    const at = reader.offset;
    const frame = yield* reader.takeUpTo(LENGTH);
    if (frame.length === 0) return isFirst ? cut('ends at 0, before its first record') : PROVEN;
    if (frame.length < LENGTH) return tornRecord(reader.offset, at);
    if (isZero(frame) && isFirst) return broken('begins with zeros at 0, and a first record is wanted');
    if (isZero(frame)) return yield* checkRest(reader, at);
    const length = u32le(frame, 0) + (u32le(frame, 4) & 0xffffff) * 2 ** 32;
    const flags = frame[7] ?? 0;
    const padding = flags & 7;
    if (flags !== 0 && flags >> 3 !== 0x10)
      return broken(`record at ${at}: its length ends in ${hexAt(frame, 7, 1)}`);
    // The first versions did not pad.
    if (isFirst && !isNamed && (length + padding) % 8 !== 0) return UNKNOWN;
    if (length > MOST_RECORD || (length + padding) % 8 !== 0)
      return broken(`record at ${at}: it cannot have ${length} bytes and ${padding} more`);
    const record = createRecord(crc);
    let written = reader.offset;
    for (let left = length; left > 0; ) {
      const from = reader.offset;
      const bytes = yield* reader.takeSome(left);
      if (bytes.length === 0) return tornRecord(reader.offset, at);
      record.add(bytes);
      left -= bytes.length;
      const last = bytes.findLastIndex((byte) => byte !== 0);
      if (last >= 0) written = from + last + 1;
    }
    const end = reader.offset;
    yield* reader.skip(padding, `the padding after the record at ${at}`);
    const { type, wanted, found } = record.end();
    if (type === undefined) return isFirst && !isNamed ? UNKNOWN : broken(`record at ${at}: it has no type`);
    if (type < 1 || type > LAST_TYPE) return broken(`record at ${at}: ${type} is not a type of record`);
    // A record of the type 4 begins anew with the CRC that it names, the first one of a file with that of the last file.
    if (wanted !== found && !(isFirst && type === CRC_RECORD)) {
      const verdict = broken(`record at ${at}: CRC-32C wanted ${hex32(wanted)}, found ${hex32(found)}`);
      // etcd drops a last record of which whole sectors were not written.
      if (Math.ceil(written / SECTOR) * SECTOR >= end) return verdict;
      return (yield* checkRest(reader, at)).is === 'proven' ? tornRecord(written, at) : verdict;
    }
    crc = wanted;
    isFirst = false;
  }
}

/** Checks that nothing but zeros follows the last record. */
function* checkRest(reader: ExactReader, end: number): Step<StructureVerdict> {
  const other = yield* otherThanZeros(reader);
  if (other === undefined) return PROVEN;
  return broken(`no records from ${end} on; bytes go on at ${other}`);
}

type WalRecord = { readonly type: number | undefined; readonly wanted: number; readonly found: number };

/** Reads the fields of a record as they come: a type, a CRC, and data, which alone count for the CRC. */
function createRecord(before: number): { add(bytes: Buffer): void; end(): WalRecord } {
  const numbers: (number | undefined)[] = [];
  let crc = before;
  let field = 0;
  let value = 0;
  let shift = 0;
  let part: 'tag' | 'number' | 'length' | 'data' | 'wrong' = 'tag';
  let left = 0;
  const addByte = (byte: number): void => {
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte >= 0x80) return;
    if (part === 'tag') {
      field = value >>> 3;
      const wire = value & 7;
      part = wire === NUMBER ? 'number' : wire === BYTES ? 'length' : 'wrong';
    } else if (part === 'number') {
      numbers[field & 7] = value;
      part = 'tag';
    } else {
      left = value;
      part = left === 0 ? 'tag' : 'data';
    }
    value = shift = 0;
  };
  return {
    add(bytes) {
      for (let at = 0; at < bytes.length && part !== 'wrong'; ) {
        if (part !== 'data') {
          addByte(bytes[at++] ?? 0);
          continue;
        }
        const end = Math.min(bytes.length, at + left);
        if (field === DATA) crc = crc32c(bytes.subarray(at, end), crc);
        left -= end - at;
        at = end;
        if (left === 0) part = 'tag';
      }
    },
    end: () => ({ type: part === 'tag' ? numbers[TYPE] : undefined, wanted: numbers[CRC] ?? 0, found: crc }),
  };
}
