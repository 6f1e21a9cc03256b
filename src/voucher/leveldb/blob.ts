import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32le, u64le } from '../../structure/kit/read-int.ts';
import { broken, cut, mismatch, PROVEN, tornRecord, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { masked } from './block-sums.ts';

const MAGIC = 0x00248f37;
const HEADER = 30;
const RECORD = 32;
/** Where the head of a record has its own checksum, and that of key and value. */
const SUMS = { ofHead: 24, ofBlob: 28 };
/** As long as the head of a record; its checksum is at its end. */
const FOOTER = { count: 4, sum: 28 };

/**
 * A blob file of RocksDB (db/blob/blob_log_format.h): records of a key and a value, each with masked CRC-32Cs, and a footer with
 * their number, which a file that was still written to does not have.
 */
export function rocksBlob(): Probe<StructureVerdict> {
  return exactProbe(walk);
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = yield* reader.take(HEADER, 'the header');
  if (u32le(header, 0) !== MAGIC)
    return broken(`begins as ${header.toString('hex', 0, 4)}, and blobs as 378f2400`);
  if (u32le(header, 4) !== 1) return UNKNOWN;
  for (let count = 0; ; count++) {
    const at = reader.offset;
    const head = yield* reader.takeUpTo(RECORD);
    if (head.length === 0) return PROVEN;
    if (head.length < RECORD) return tornRecord(reader.offset, at);
    const sum = masked(crc32c(head.subarray(0, SUMS.ofHead)));
    const isRecord = sum === u32le(head, SUMS.ofHead);
    if (!isRecord && u32le(head, 0) === MAGIC) return yield* checkFooter(reader, head, count);
    if (!isRecord)
      return mismatch(`head of the record at ${at}: masked CRC-32C`, u32le(head, SUMS.ofHead), sum);
    let crc = 0;
    for (let left = u64le(head, 0) + u64le(head, 8); left > 0; ) {
      const bytes = yield* reader.takeSome(left);
      if (bytes.length === 0) return cut(`ends at ${reader.offset}, inside the record at ${at}`);
      crc = crc32c(bytes, crc);
      left -= bytes.length;
    }
    const wanted = u32le(head, SUMS.ofBlob);
    if (masked(crc) !== wanted) return mismatch(`record at ${at}: masked CRC-32C`, wanted, masked(crc));
  }
}

function* checkFooter(reader: ExactReader, footer: Buffer, count: number): Step<StructureVerdict> {
  const at = reader.offset - RECORD;
  const found = masked(crc32c(footer.subarray(0, FOOTER.sum)));
  const wanted = u32le(footer, FOOTER.sum);
  if (found !== wanted) return mismatch(`footer at ${at}: masked CRC-32C`, wanted, found);
  if (u64le(footer, FOOTER.count) !== count)
    return broken(`its footer counts ${u64le(footer, FOOTER.count)} records, and ${count} are there`);
  return (yield* reader.takeUpTo(1)).length === 0
    ? PROVEN
    : broken(`bytes follow its footer, from ${at + RECORD} on`);
}
