import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { otherThanZeros } from '../../structure/kit/padding.ts';
import { isZero, u32be } from '../../structure/kit/read-int.ts';
import { readVarint } from '../../structure/kit/varint.ts';
import { broken, cut, mismatch, PROVEN, tornRecord, UNKNOWN } from '../../structure/kit/verdicts.ts';

const MAGIC = 0x0130bc91;
const HEADER = 8;
/** A series, its first and last time, and how the samples are encoded. */
const FIXED = 25;
const LONGEST_LENGTH = 5;

/**
 * A file of chunks that are not in a block yet (format/head_chunks.md): each with its series and times, and a CRC-32C of all
 * that. The file is made at its full length, so zeros may follow; Prometheus drops what is torn in the last one.
 */
export function prometheusHeadChunks(isLast: boolean): Probe<StructureVerdict> {
  return exactProbe((reader) => walk(reader, isLast));
}

function* walk(reader: ExactReader, isLast: boolean): Step<StructureVerdict> {
  const ended = (at: number): StructureVerdict =>
    isLast ? tornRecord(reader.offset, at) : cut(`ends at ${reader.offset}, inside the chunk at ${at}`);
  const header = yield* reader.takeUpTo(HEADER);
  if (header.length < HEADER) return ended(0);
  if (u32be(header, 0) !== MAGIC)
    return broken(`begins as ${header.toString('hex', 0, 4)}, and head chunks as 0130bc91`);
  if (header[4] !== 1) return UNKNOWN;
  for (;;) {
    const at = reader.offset;
    const start = yield* reader.takeUpTo(FIXED + LONGEST_LENGTH);
    if (start.length === 0) return PROVEN;
    // No series has the number 0.
    if (isZero(start.subarray(0, FIXED))) {
      reader.unread(start.length);
      const other = yield* otherThanZeros(reader);
      return other === undefined ? PROVEN : broken(`no chunks from ${at} on; bytes go on at ${other}`);
    }
    const length = readVarint(start, FIXED, LONGEST_LENGTH);
    if (length === undefined && start.length < FIXED + LONGEST_LENGTH) return ended(at);
    if (length === undefined) return broken(`not a valid length of the chunk at ${at}`);
    reader.unread(start.length - length.end);
    let crc = crc32c(start.subarray(0, length.end));
    for (let left = length.value; left > 0; ) {
      const bytes = yield* reader.takeSome(left);
      if (bytes.length === 0) return ended(at);
      crc = crc32c(bytes, crc);
      left -= bytes.length;
    }
    const sum = yield* reader.takeUpTo(4);
    if (sum.length < 4) return ended(at);
    if (crc !== u32be(sum, 0)) return mismatch(`chunk at ${at}: CRC-32C`, u32be(sum, 0), crc);
  }
}
