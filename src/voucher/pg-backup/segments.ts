import type { PgRange } from './manifest.ts';

/** The length of a segment of the write-ahead log in bytes, unless initdb was given another. */
export const USUAL_SEGMENT = 16 * 1024 * 1024;

/** The name of a segment of the write-ahead log: timeline, and two numbers, in hex. */
export const SEGMENT_NAME = /^[0-9A-F]{24}$/;

const MOST_SEGMENTS = 100_000;

/** Whether a segment may be so long: a power of two from 1 MiB to 1 GiB (initdb, --wal-segsize). */
export function isSegmentSize(size: number): boolean {
  return size >= 2 ** 20 && size <= 2 ** 30 && (size & (size - 1)) === 0;
}

/** How long a segment is by its own first bytes (xlog_internal.h, XLogLongPageHeaderData), in either byte order. */
export function segmentSizeOf(head: Uint8Array): number | undefined {
  if (head.byteLength < 36) return undefined;
  const data = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [data.getUint32(32, true), data.getUint32(32)].find(isSegmentSize);
}

/**
 * The names of the segments of `size` bytes that hold ranges of the log (xlog_internal.h, XLogFileName), in order;
 * `undefined` where they would be more than any backup has.
 */
export function segmentsOf(ranges: readonly PgRange[], size: number): readonly string[] | undefined {
  const names = new Set<string>();
  const perId = 2n ** 32n / BigInt(size);
  for (const { timeline, start, end } of ranges) {
    const first = start / BigInt(size);
    const last = (end > start ? end - 1n : end) / BigInt(size);
    if (last - first >= MOST_SEGMENTS || names.size >= MOST_SEGMENTS) return undefined;
    for (let n = first; n <= last; n++)
      names.add(`${hex(BigInt(timeline))}${hex(n / perId)}${hex(n % perId)}`);
  }
  return [...names];
}

function hex(part: bigint): string {
  return part.toString(16).toUpperCase().padStart(8, '0');
}
