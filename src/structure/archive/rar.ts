/**
 * RAR 4 and 5 (technote.txt; "RAR 5.0 archive format"): a chain of headers, each with a CRC, up to the end-of-archive
 * header. Packed data is not unpacked. Archives with encrypted headers, and volumes, are recognised but not checked
 * further.
 */

import { crc32 } from '../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { readVarint } from '../kit/varint.ts';
import { ENCRYPTED, SOUND, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken, cut, mismatch } = verdictsOf('rar');

const MAGIC_4 = Buffer.from('Rar!\x1a\x07\x00', 'latin1');
const MAGIC_5 = Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1');
const MAIN_4 = { type: 0x73, volume: 0x01, encrypted: 0x80 };
const FILE_4 = { type: 0x74, service: 0x7a, large: 0x100, encrypted: 0x04 };
const LONG_4 = 0x8000;
const END_4 = 0x7b;
/** Versions before 2.9 wrote no end-of-archive header. */
const FIRST_WITH_END = 29;
const TYPE_5 = { main: 1, file: 2, encryption: 4, end: 5 };
/** A version 5 header is at most 2 MiB; the CRC of one longer than this is not computed. */
const MAX_HEADER = 65_536;
/** A number of version 5. */
const vint = (bytes: Buffer, from: number): ReturnType<typeof readVarint> => readVarint(bytes, from, 10);

/** RAR 4 and 5. */
export const rar: Structure = {
  name: 'rar',
  starts: 'R',
  traits: ['dense'],
  extensions: ['rar'],
  recognises: (head) => MAGIC_4.equals(head.subarray(0, 7)) || MAGIC_5.equals(head.subarray(0, 8)),
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const magic = yield* source.peek(8);
  if (magic.equals(MAGIC_5)) return yield* check5(source);
  return yield* check4(source);
}

function* check4(source: Source): Step<StructureVerdict> {
  yield* source.skip(7);
  let isEncrypted = false;
  let isVolume = false;
  let version = 0;
  for (;;) {
    const at = source.offset;
    const short = (): StructureVerdict =>
      isVolume ? UNKNOWN : cut(`ends at ${source.offset}, inside the block at ${at}`);
    const head = yield* source.peek(7);
    if (head.length === 0)
      return version < FIRST_WITH_END ? SOUND : cut(`ends at ${at}, without the end of archive`);
    if (head.length < 7) return short();
    const [type, flags, length] = [head.readUInt8(2), head.readUInt16LE(3), head.readUInt16LE(5)];
    if (type < 0x72 || type > 0x7b || length < 7)
      return broken(`not a valid block at ${at}: ${head.toString('hex')}`);
    const block = yield* source.take(length);
    if (block.length < length) return short();
    // The CRC of old embedded comments and signatures covers a different range.
    const found = crc32(block.subarray(2)) & 0xffff;
    if (found !== head.readUInt16LE(0) && [MAIN_4.type, FILE_4.type, FILE_4.service, END_4].includes(type)) {
      if (version !== 0 && version < FIRST_WITH_END) return UNKNOWN;
      return mismatch(`block at ${at}: CRC`, head.readUInt16LE(0), found);
    }
    if (type === END_4) return isEncrypted ? ENCRYPTED : SOUND;
    if (type === MAIN_4.type) {
      if (flags & MAIN_4.encrypted) return ENCRYPTED;
      isVolume = (flags & MAIN_4.volume) !== 0;
    }
    let data = flags & LONG_4 && length >= 11 ? block.readUInt32LE(7) : 0;
    if ((type === FILE_4.type || type === FILE_4.service) && length >= 32) {
      version = Math.max(version, block.readUInt8(24));
      if (flags & FILE_4.encrypted) isEncrypted = true;
      if (flags & FILE_4.large && length >= 40) data += block.readUInt32LE(32) * 2 ** 32;
    }
    if (!(yield* source.skip(data))) return short();
  }
}

function* check5(source: Source): Step<StructureVerdict> {
  yield* source.skip(8);
  let isEncrypted = false;
  let isVolume = false;
  for (;;) {
    const at = source.offset;
    const short = (): StructureVerdict =>
      isVolume ? UNKNOWN : cut(`ends at ${source.offset}, inside the block at ${at}`);
    const start = yield* source.peek(7);
    const size = vint(start, 4);
    if (size === undefined) return start.length < 7 ? short() : broken(`not a valid block at ${at}`);
    const length = size.end + size.value;
    if (length > MAX_HEADER) {
      if (size.value > 2 ** 21) return broken(`not a valid block at ${at}: a header of ${size.value} bytes`);
      return UNKNOWN;
    }
    const block = yield* source.take(length);
    if (block.length < length) return short();
    const found = crc32(block.subarray(4));
    if (found !== block.readUInt32LE(0))
      return mismatch(`block at ${at}: CRC-32`, block.readUInt32LE(0), found);
    const fields = readFields(block, size.end);
    if (fields === undefined) return broken(`the block at ${at} has no fields`);
    if (fields.type === TYPE_5.end) return isEncrypted ? ENCRYPTED : SOUND;
    if (fields.type === TYPE_5.encryption) return ENCRYPTED;
    if (fields.type === TYPE_5.main) isVolume = fields.isVolume;
    if (fields.type === TYPE_5.file) isEncrypted ||= fields.isEncrypted;
    if (!(yield* source.skip(fields.data))) return short();
  }
}

type Fields = { type: number; data: number; isVolume: boolean; isEncrypted: boolean };

/** Reads type, flags and sizes of a version 5 header whose CRC matched. */
function readFields(block: Buffer, from: number): Fields | undefined {
  const type = vint(block, from);
  const flags = type && vint(block, type.end);
  if (flags === undefined) return undefined;
  const extra = flags.value & 1 ? vint(block, flags.end) : { value: 0, end: flags.end };
  const data = extra && (flags.value & 2 ? vint(block, extra.end) : { value: 0, end: extra.end });
  if (type === undefined || extra === undefined || data === undefined) return undefined;
  const archive = type.value === TYPE_5.main ? vint(block, data.end) : undefined;
  return {
    type: type.value,
    data: data.value,
    isVolume: ((archive?.value ?? 0) & 1) === 1,
    isEncrypted: hasEncryptionRecord(block.subarray(block.length - Math.min(extra.value, block.length))),
  };
}

/** Returns whether the extra records of a file (size, type, data) include that of encryption, type 1. */
function hasEncryptionRecord(extra: Buffer): boolean {
  for (let at = 0; at < extra.length; ) {
    const size = vint(extra, at);
    const type = size && vint(extra, size.end);
    if (size === undefined || type === undefined || size.value === 0) return false;
    if (type.value === 1) return true;
    at = size.end + size.value;
  }
  return false;
}
