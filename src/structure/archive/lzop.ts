import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u16be, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, hex32, PROVEN, SOUND } from '../kit/verdicts.ts';

const MAGIC = Buffer.from('894c5a4f000d0a1a0a', 'hex');
/** Flags of the header: sums of what is unpacked and of what is packed, and more fields. */
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
const MOST_BLOCK = 67_108_864;
const ADLER_STEP = 5552;

/**
 * lzop (lzop.c; vzdump writes .vma.lzo): the sum of the header, and the blocks by their lengths to the empty one. Of the
 * sums of blocks those are held that are over the bytes as they lie there.
 */
export const lzop: Structure = {
  name: 'lzop',
  starts: '\x89',
  traits: ['dense'],
  extensions: ['lzo'],
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  for (let isProven = true; ; ) {
    const at = tape.offset;
    const magic = yield* tape.most(MAGIC.length);
    // What follows the last member is ignored.
    if (at > 0 && !MAGIC.equals(magic)) return isProven ? PROVEN : SOUND;
    const flags = yield* header(tape);
    if (typeof flags !== 'number') return flags;
    for (;;) {
      const start = tape.offset;
      const size = u32be(yield* tape.take(4, 'a block'), 0);
      if (size === 0) break;
      const packed = u32be(yield* tape.take(4, 'a block'), 0);
      if (size > MOST_BLOCK || packed > size)
        return broken(`no block at ${start}: ${packed} bytes for ${size}`);
      const unpackedSums = yield* sums(tape, flags & FLAG.adlerUnpacked, flags & FLAG.crcUnpacked);
      const packedSums =
        packed < size ? yield* sums(tape, flags & FLAG.adlerPacked, flags & FLAG.crcPacked) : unpackedSums;
      const wrong = yield* blockSum(tape, packed, packedSums, start);
      if (wrong !== undefined) return wrong;
      isProven &&= packedSums.adler !== undefined || packedSums.crc !== undefined;
    }
  }
}

/** The flags of the header that starts here, behind its magic number. */
function* header(tape: Tape): Step<number | StructureVerdict> {
  const at = tape.offset;
  const version = yield* tape.take(2, 'the header');
  const isNew = u16be(version, 0) >= NEW;
  const first = yield* tape.take(isNew ? 10 : 7, 'the header');
  const flags = u32be(first, first.length - 4);
  const more = (flags & FLAG.filter ? 4 : 0) + (isNew ? 12 : 8);
  const second = yield* tape.take(more + 1, 'the header');
  const name = yield* tape.take(second[more] ?? 0, 'the header');
  const bytes = Buffer.concat([version, first, second, name]);
  const found = flags & FLAG.headerCrc ? crc32(bytes) : adler32(bytes);
  const wanted = u32be(yield* tape.take(4, 'the header'), 0);
  if (found !== wanted) return broken(`header at ${at}: sum ${hex32(found)}, not ${hex32(wanted)}`);
  if (flags & FLAG.extra) yield* tape.skip(u32be(yield* tape.take(4, 'the header'), 0) + 4, 'the header');
  return flags;
}

type Sums = { readonly adler: number | undefined; readonly crc: number | undefined };

function* sums(tape: Tape, hasAdler: number, hasCrc: number): Step<Sums> {
  const adler = hasAdler === 0 ? undefined : u32be(yield* tape.take(4, 'a block'), 0);
  const crc = hasCrc === 0 ? undefined : u32be(yield* tape.take(4, 'a block'), 0);
  return { adler, crc };
}

function* blockSum(tape: Tape, length: number, wanted: Sums, at: number): Step<StructureVerdict | undefined> {
  let adler = 1;
  let crc = 0;
  yield* tape.skip(length, `the block at ${at}`, (bytes) => {
    if (wanted.adler !== undefined) adler = adler32(bytes, adler);
    if (wanted.crc !== undefined) crc = crc32(bytes, crc);
  });
  if (wanted.adler !== undefined && adler !== wanted.adler)
    return broken(`block at ${at}: Adler-32 ${hex32(adler)}, not ${hex32(wanted.adler)}`);
  if (wanted.crc !== undefined && crc !== wanted.crc)
    return broken(`block at ${at}: CRC-32 ${hex32(crc)}, not ${hex32(wanted.crc)}`);
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
