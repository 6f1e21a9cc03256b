import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { latin1At, u16le, u32be } from '../../structure/kit/read-int.ts';
import { broken, mismatch, PROVEN, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { lowSum64 } from '../../structure/kit/xxhash.ts';

const MAGIC = 'XL2 ';
const HEADER = 8;
/** Marks of MessagePack: bytes with a length of 32 bits, a number of 32 bits. */
const [BYTES, NUMBER] = [0xc6, 0xce];
/** From this version on the sum has a fixed width. */
const WITH_SUM = 3;

/**
 * What MinIO knows of an object (xl-storage-format-v2.go): a header, metadata in MessagePack, the low half of its XXH64, and
 * the content of small objects.
 */
export function xlMeta(): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const header = yield* reader.take(HEADER, 'the header');
    if (latin1At(header, 0, 4) !== MAGIC)
      return broken(`begins as ${header.toString('hex', 0, 4)}, and metadata of an object as 584c3220`);
    if (u16le(header, 4) !== 1 || u16le(header, 6) < WITH_SUM) return UNKNOWN;
    const start = yield* reader.take(5, 'the metadata');
    if (start[0] !== BYTES) return broken(`no metadata at ${HEADER}: ${start.toString('hex')}`);
    const sum = lowSum64();
    yield* reader.skip(u32be(start, 1), 'the metadata', (bytes) => sum.update(bytes));
    const at = reader.offset;
    const end = yield* reader.take(5, 'the checksum');
    const found = sum.end();
    if (end[0] !== NUMBER) return broken(`no checksum at ${at}: ${end.toString('hex')}`);
    if (found !== u32be(end, 1)) return mismatch('metadata: XXH64', u32be(end, 1), found);
    // The content of a small object follows, which has a digest with a key.
    const isAll = (yield* reader.readToEnd()) === at + 5;
    return isAll ? PROVEN : SOUND;
  });
}
