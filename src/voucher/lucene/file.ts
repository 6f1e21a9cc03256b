import { crc32 } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { cut, hex32, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';

/** The file of a commit, `segments_N` with N in base 36. */
export const COMMIT = /^segments_([0-9a-z]{1,13})$/;

const HEADER_MAGIC = '3fd76c17';
const FOOTER_MAGIC = 'c02893e8';
const FOOTER = 16;
const CHECKSUM = 8;

/** A file of Lucene with a header and a footer of its codec (CodecUtil): CRC-32 over all but its own eight bytes. */
export function luceneFile(): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const start = yield* tape.take(4, 'the codec header');
    let crc = crc32(start);
    const footer = yield* tape.readAllBut(FOOTER, (bytes) => {
      crc = crc32(bytes, crc);
    });
    // Lucene before 4.8 had no footer, and what is encrypted has no header.
    if (start.toString('hex') !== HEADER_MAGIC) return UNKNOWN;
    const hex = footer.toString('hex');
    if (footer.length < FOOTER || !hex.startsWith(FOOTER_MAGIC))
      return cut(`ends at byte ${tape.offset} as ${hex.slice(0, 8)}, without the footer of its codec`);
    const found = crc32(footer.subarray(0, FOOTER - CHECKSUM), crc);
    const wanted = hex.slice(CHECKSUM * 2);
    if (wanted === `00000000${hex32(found)}`) return PROVEN;
    return mismatch(`its first ${tape.offset - CHECKSUM} bytes: CRC-32`, wanted, found);
  });
}
