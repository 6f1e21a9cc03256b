import { nameOf } from '../../../model/path.ts';
import type { Probe } from '../../../model/probe.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { isZero, u16le, u32le, u64le } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, PROVEN, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createRecordCheck } from './wal-records.ts';

const LONG_HEADER = 2;
const MIB = 1024 * 1024;
const LONG = 40;
const SHORT = 24;
/** The timeline, and two numbers that are the address. */
export const WAL_NAME = /^([0-9A-F]{8})([0-9A-F]{8})(00000[0-9A-F]{3})$/;

/**
 * A segment of the write-ahead log of PostgreSQL (xlog_internal.h): as long as its first page says, 1 MiB to 1 GiB. Each
 * page has its address in the log, each record a CRC-32C.
 */
export const pgWal: Structure = {
  name: 'pg-wal',
  traits: ['paged'],
  extensions: [],
  recognises(head) {
    const segment = u32le(head, 32);
    return (
      (u16le(head, 0) & 0xff00) === 0xd100 &&
      (u16le(head, 2) & ~15) === 0 &&
      (u16le(head, 2) & LONG_HEADER) !== 0 &&
      segment >= MIB &&
      segment <= 1024 * MIB &&
      (segment & (segment - 1)) === 0 &&
      [4096, 8192, 16_384, 32_768, 65_536].includes(u32le(head, 36))
    );
  },
  createCheck: ({ path }) => pgWalSegment(path, false),
};

/**
 * Checks a segment by its name, whatever its first bytes are; other content than a log is `unknown`. One that is
 * followed by the next must be whole; another may be the one that a server is filling, or is going to fill.
 */
export function pgWalSegment(path: string, isFollowed: boolean): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const first = yield* reader.takeSome(LONG);
    reader.unread(first.length);
    if (first.length === 0) return cut('ends at 0, before its first page');
    if (first[0] === 0) return yield* zeros(reader, isFollowed);
    return yield* walk(reader, nameOf(path), isFollowed);
  });
}

/** A server makes segments of zeros in advance. */
function* zeros(reader: ExactReader, isFollowed: boolean): Step<StructureVerdict> {
  let isEmpty = true;
  const size = yield* reader.readToEnd((bytes) => {
    isEmpty &&= isZero(bytes);
  });
  if (!isEmpty) return UNKNOWN;
  return isFollowed ? broken(`all ${size} bytes are zero, and the log goes on in the next segment`) : SOUND;
}

function* walk(reader: ExactReader, name: string, isFollowed: boolean): Step<StructureVerdict> {
  const start = yield* reader.takeUpTo(LONG);
  if (!pgWal.recognises(start))
    return start.length < LONG ? cut(`ends at ${start.length}, inside its first page`) : UNKNOWN;
  const segment = u32le(start, 32);
  const size = u32le(start, 36);
  const address = u64le(start, 8);
  const named = walAddress(name, segment);
  const records = createRecordCheck();
  let ended: { readonly at: number; readonly wrong?: string; readonly isSwitch?: true } | undefined;
  let resumed: number | undefined;
  for (;;) {
    const at = reader.offset === LONG ? 0 : reader.offset;
    const rest = at === 0 ? yield* reader.takeUpTo(size - LONG) : yield* reader.view(size);
    const page = at === 0 ? Buffer.concat([start, rest]) : rest;
    if (page.length < size) break;
    const isNext =
      page[1] === start[1] && page[0] === start[0] && u64le(page, 8) === address + at && at < segment;
    if (ended === undefined) {
      const after = isNext ? records.see(page, at) : otherPage(page, at, address + at);
      if (after === 'end') ended = { at };
      else if (after === 'switch') ended = { at, isSwitch: true };
      else if (after !== 'goes on') ended = { at, wrong: after.wrong };
    } else if (isNext && !isZero(page.subarray(SHORT))) resumed ??= at;
  }
  const total = yield* reader.readToEnd();
  if (total < segment) return cut(`ends at ${total}; its header says ${segment} bytes`);
  if (total > segment) return broken(`has ${total} bytes; its header says ${segment}`);
  if (named !== undefined && named !== address) return misplaced(address, named, isFollowed);
  if (resumed !== undefined) {
    const lost = broken(
      `${ended?.wrong ?? `no records from the page at ${ended?.at} on`}; the log goes on at ${resumed}`,
    );
    // After a power failure pages may be there in another order than they were written in.
    return isFollowed ? lost : asWarning(lost);
  }
  if (ended === undefined || ended.isSwitch === true) return records.isCovered() ? PROVEN : SOUND;
  if (!isFollowed) return SOUND;
  return broken(
    ended.wrong ?? `no records from the page at ${ended.at} on; the log goes on in the next segment`,
  );
}

/** What a page is that does not follow: empty, left over from an earlier use of the file, or neither. */
function otherPage(page: Buffer, at: number, wanted: number): 'end' | { readonly wrong: string } {
  const isOld = (u16le(page, 0) & 0xf000) === 0xd000 && u64le(page, 8) < wanted;
  if (isOld || isZero(page)) return 'end';
  return {
    wrong: `page at ${at}: address wanted ${hexAddress(wanted)}, found ${hexAddress(u64le(page, 8))}`,
  };
}

/** A file that a server has renamed for use in the future has the pages of an earlier segment. */
function misplaced(found: number, wanted: number, isFollowed: boolean): StructureVerdict {
  if (found < wanted && !isFollowed) return SOUND;
  return broken(
    `its first page has the address ${hexAddress(found)}, and its name is that of ${hexAddress(wanted)}`,
  );
}

/** Returns the address of the first byte of a segment in the log, by its name; undefined for other names. */
export function walAddress(name: string, segment: number): number | undefined {
  const [, , high, low] = WAL_NAME.exec(name) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16) * segment;
}

function hexAddress(address: number): string {
  const high = Math.floor(address / 2 ** 32).toString(16);
  return `${high}/${(address % 2 ** 32).toString(16)}`.toUpperCase();
}
