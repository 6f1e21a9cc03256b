import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero, u32be, u32le } from '../../structure/kit/read-int.ts';
import { asWarning, broken, cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';

const MAP_MAGIC = 0x592717;
/** The lengths of a map, with the offset of its CRC-32C: up to version 15, and from 16 on. */
const MAP_CRC_AT = new Map([
  [512, 504],
  [524, 520],
]);
const LONGEST = 1024;
const VERSION = /^(\d+(?:\.\d+)?)\n$/;
const FIRST_WITH_CRC32C = 9.5;
const PAGE = 8192;
const SEGMENT_PAGES = 32;

/** Checks `pg_filenode.map`, which says where the catalogues lie (relmapper.c): its magic number and its CRC-32C. */
export function pgFilenodeMap(version: Buffer | undefined): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const map = yield* tape.takeUpTo(LONGEST);
    yield* tape.readToEnd();
    if (Number(VERSION.exec(version?.toString('latin1') ?? '')?.[1] ?? Infinity) < FIRST_WITH_CRC32C)
      return UNKNOWN;
    const isBig = u32be(map, 0) === MAP_MAGIC;
    const u32 = isBig ? u32be : u32le;
    if (map.length < 4) return cut(`ends at ${map.length}, inside its magic number`);
    if (u32(map, 0) !== MAP_MAGIC)
      return broken(`begins as ${map.toString('hex', 0, 4)}, and a map of files as 17275900`);
    const crcAt = MAP_CRC_AT.get(tape.offset);
    if (crcAt === undefined)
      return tape.offset < 512
        ? cut(`ends at ${tape.offset}; a map of files has 512 bytes or more`)
        : UNKNOWN;
    const found = crc32c(map.subarray(0, crcAt));
    return found === u32(map, crcAt)
      ? PROVEN
      : mismatch(`its first ${crcAt} bytes: CRC-32C`, u32(map, crcAt), found);
  });
}

/** Checks `PG_VERSION`: a number and a line feed, without which a server does not start. */
export function pgVersion(): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const text = yield* tape.takeUpTo(64);
    yield* tape.readToEnd();
    if (text.length === 0) return cut('ends at 0, without the version of the server');
    return VERSION.test(text.toString('latin1'))
      ? SOUND
      : broken(`does not hold a version of the server: ${text.toString('hex', 0, 16)}`);
  });
}

/** What is known of a segment of the status of transactions. */
export type SegmentFacts = {
  /** The server has written it before the copy was made, so that no moment explains it being short. */
  readonly isSettled: boolean;
  /** Transactions whose status it holds have ended, so that it cannot be all zero. */
  readonly isUsed: boolean;
};

/** Checks a segment of pg_xact and its like (slru.c): up to 32 pages of 8 KiB. */
export function pgStatusSegment({ isSettled, isUsed }: SegmentFacts): Probe<StructureVerdict> {
  return exactProbe((tape) => walkSegment(tape, isSettled, isUsed));
}

function* walkSegment(tape: ExactReader, isSettled: boolean, isUsed: boolean): Step<StructureVerdict> {
  let isEmpty = true;
  const size = yield* tape.readToEnd((bytes) => {
    isEmpty &&= isZero(bytes);
  });
  if (size === 0 || size % PAGE !== 0) {
    const verdict = cut(
      size === 0 ? 'ends at 0, before its first page' : `ends at ${size}, inside a page of ${PAGE} bytes`,
    );
    return isSettled || isUsed ? verdict : asWarning(verdict);
  }
  if (size > SEGMENT_PAGES * PAGE)
    return broken(`has ${size} bytes; a segment of ${SEGMENT_PAGES} pages has ${SEGMENT_PAGES * PAGE}`);
  return isEmpty && isUsed
    ? broken(`all ${size} bytes are zero, and the transactions that it is about have ended`)
    : SOUND;
}
