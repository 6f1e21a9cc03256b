import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero, u16be, u32be } from '../../structure/kit/read-int.ts';
import { broken, cut, mismatch, PROVEN, tornRecord } from '../../structure/kit/verdicts.ts';

const PAGE = 32_768;
const HEADER = 7;
/** A record in one part, or the first, a middle and the last part of one; 0 fills the rest of a page. */
const [FILL, FULL, FIRST, MIDDLE, LAST] = [0, 1, 2, 3, 4];
const TYPE = 7;

/**
 * A segment of the write-ahead log (format/wal.md), which checkpoints and snapshots of chunks have too: pages of 32 KiB with
 * parts of records, each with its CRC-32C. Prometheus drops what is torn at the end of the last one.
 */
export function prometheusLog(isLast: boolean): Probe<StructureVerdict> {
  return exactProbe((reader) => walk(reader, isLast));
}

function* walk(reader: ExactReader, isLast: boolean): Step<StructureVerdict> {
  const ended = (at: number): StructureVerdict =>
    isLast ? tornRecord(reader.offset, at) : cut(`ends at ${reader.offset}, inside the record at ${at}`);
  let open: number | undefined;
  let zeros: number | undefined;
  for (;;) {
    const at = reader.offset;
    const room = PAGE - (at % PAGE);
    const first = yield* reader.takeUpTo(1);
    if (first.length === 0) {
      const torn = zeros ?? open;
      return torn === undefined ? PROVEN : ended(torn);
    }
    const type = first.readUInt8() & TYPE;
    if (type === FILL) {
      const fill = yield* reader.takeUpTo(room - 1);
      if (first[0] !== 0 || !isZero(fill))
        return broken(`other bytes than zeros fill the page from ${at} on`);
      // A page is only written once something is in it.
      if (room === PAGE) zeros ??= at;
      continue;
    }
    if (zeros !== undefined) return broken(`no records from ${zeros} to ${at}`);
    const rest = yield* reader.takeUpTo(HEADER - 1);
    if (rest.length < HEADER - 1) return ended(at);
    const length = u16be(rest, 0);
    if (length > room - HEADER) return broken(`record at ${at}: ${length} bytes do not fit into its page`);
    const data = yield* reader.takeUpTo(length);
    if (data.length < length) return ended(at);
    const found = crc32c(data);
    if (found !== u32be(rest, 2)) return mismatch(`record at ${at}: CRC-32C`, u32be(rest, 2), found);
    const begins = type === FULL || type === FIRST;
    if (type > LAST || begins !== (open === undefined))
      return broken(`record at ${at}: a part of type ${type} cannot follow`);
    open = type === FIRST || type === MIDDLE ? (open ?? at) : undefined;
  }
}
