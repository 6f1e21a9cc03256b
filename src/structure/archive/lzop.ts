import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { otherThanZeros, strayBytes } from '../kit/padding.ts';
import { isZero, u16be, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, mismatch, PROVEN, SOUND } from '../kit/verdicts.ts';

const MAGIC = Buffer.from('894c5a4f000d0a1a0a', 'hex');
/** Flags of the header: checksums of unpacked and of packed data, and more fields. */
const FLAG = {
  adlerUnpacked: 1,
  adlerPacked: 2,
  extra: 0x40,
  crcUnpacked: 0x100,
  crcPacked: 0x200,
  filter: 0x800,
  headerCrc: 0x1000,
};
const NEW = 0x940;
const MAX_BLOCK = 67_108_864;
const ADLER_STEP = 5552;

/**
 * lzop (lzop.c; vzdump writes .vma.lzo): the checksum of the header, and the blocks by their lengths up to the empty
 * one. Only block checksums over the stored bytes are verified.
 */
export const lzop: Structure = {
  name: 'lzop',
  starts: '\x89',
  traits: ['dense'],
  extensions: ['lzo'],
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  for (let isProven = true; ; ) {
    const at = reader.offset;
    const magic = yield* reader.takeUpTo(MAGIC.length);
    // lzop unpacks all that is before other bytes, and then fails; zeros are padding.
    if (at > 0 && !MAGIC.equals(magic)) {
      const isPadding = isZero(magic) && (yield* otherThanZeros(reader)) === undefined;
      if (!isPadding) return strayBytes('lzop', at);
      return isProven ? PROVEN : SOUND;
    }
    const flags = yield* header(reader);
    if (typeof flags !== 'number') return flags;
    for (;;) {
      const start = reader.offset;
      const size = u32be(yield* reader.take(4, 'a block'), 0);
      if (size === 0) break;
      const packed = u32be(yield* reader.take(4, 'a block'), 0);
      if (size > MAX_BLOCK || packed > size)
        return broken(`not a valid block at ${start}: ${packed} bytes for ${size}`);
      const unpackedSums = yield* sums(reader, flags & FLAG.adlerUnpacked, flags & FLAG.crcUnpacked);
      const packedSums =
        packed < size ? yield* sums(reader, flags & FLAG.adlerPacked, flags & FLAG.crcPacked) : unpackedSums;
      const wrong = yield* blockSum(reader, packed, packedSums, start);
      if (wrong !== undefined) return wrong;
      isProven &&= packedSums.adler !== undefined || packedSums.crc !== undefined;
    }
  }
}

/** Returns the flags of the header that starts here, after its magic number. */
function* header(reader: ExactReader): Step<number | StructureVerdict> {
  const at = reader.offset;
  const version = yield* reader.take(2, 'the header');
  const isNew = u16be(version, 0) >= NEW;
  const first = yield* reader.take(isNew ? 10 : 7, 'the header');
  const flags = u32be(first, first.length - 4);
  const more = (flags & FLAG.filter ? 4 : 0) + (isNew ? 12 : 8);
  const second = yield* reader.take(more + 1, 'the header');
  const name = yield* reader.take(second[more] ?? 0, 'the header');
  const bytes = Buffer.concat([version, first, second, name]);
  const found = flags & FLAG.headerCrc ? crc32(bytes) : adler32(bytes);
  const wanted = u32be(yield* reader.take(4, 'the header'), 0);
  if (found !== wanted) return mismatch(`header at ${at}: checksum`, wanted, found);
  if (flags & FLAG.extra) yield* reader.skip(u32be(yield* reader.take(4, 'the header'), 0) + 4, 'the header');
  return flags;
}

type Sums = { readonly adler: number | undefined; readonly crc: number | undefined };

function* sums(reader: ExactReader, hasAdler: number, hasCrc: number): Step<Sums> {
  const adler = hasAdler === 0 ? undefined : u32be(yield* reader.take(4, 'a block'), 0);
  const crc = hasCrc === 0 ? undefined : u32be(yield* reader.take(4, 'a block'), 0);
  return { adler, crc };
}

function* blockSum(
  reader: ExactReader,
  length: number,
  wanted: Sums,
  at: number,
): Step<StructureVerdict | undefined> {
  let adler = 1;
  let crc = 0;
  yield* reader.skip(length, `the block at ${at}`, (bytes) => {
    if (wanted.adler !== undefined) adler = adler32(bytes, adler);
    if (wanted.crc !== undefined) crc = crc32(bytes, crc);
  });
  if (wanted.adler !== undefined && adler !== wanted.adler)
    return mismatch(`block at ${at}: Adler-32`, wanted.adler, adler);
  if (wanted.crc !== undefined && crc !== wanted.crc)
    return mismatch(`block at ${at}: CRC-32`, wanted.crc, crc);
  return undefined;
}

function adler32(bytes: Uint8Array, before = 1): number {
  let a = before & 0xffff;
  let b = before >>> 16;
  for (let from = 0; from < bytes.length; from += ADLER_STEP) {
    for (const byte of bytes.subarray(from, from + ADLER_STEP)) {
      a += byte;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}
