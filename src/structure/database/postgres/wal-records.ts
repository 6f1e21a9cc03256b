import { crc32c } from '../../../hash/crc.ts';
import { u32le } from '../../kit/read-int.ts';
import { hex32 } from '../../kit/verdicts.ts';

const HEADER = 24;
const CRC_AT = 20;
const CONTINUES = 1;
/** The record that the page before began was given up (XLP_FIRST_IS_OVERWRITE_CONTRECORD). */
const OVERWRITES = 8;
const SWITCH_INFO = 0x40;

/** How the records of a page end: the next page goes on, nothing follows in the segment, or something is wrong. */
export type AfterPage = 'goes on' | 'end' | 'switch' | { readonly wrong: string };

/** The records of a log, page by page (xlogrecord.h): each has a length and the CRC-32C of its bytes. */
export type RecordCheck = {
  /** Checks the records of a page whose first byte has the offset `at`. */
  see(page: Buffer, at: number): AfterPage;
  /** Returns whether every byte seen belongs to a record whose CRC matched. */
  isCovered(): boolean;
};

/** Begins at the first page of a segment, which may begin inside a record. */
export function createRecordCheck(): RecordCheck {
  const header = Buffer.alloc(HEADER);
  let have = 0;
  let left = 0;
  let crc = 0;
  let start = 0;
  let isFirst = true;
  /** The beginning of the record lies in the segment before, so its CRC cannot be computed. */
  let isTail = false;
  let isCovered = true;

  const feed = (bytes: Buffer): void => {
    const ofHeader = Math.min(HEADER - have, bytes.length);
    bytes.copy(header, have, 0, ofHeader);
    have += ofHeader;
    crc = crc32c(bytes.subarray(ofHeader), crc);
    left -= bytes.length;
  };
  const finish = (): AfterPage => {
    if (isTail) return 'goes on';
    const found = crc32c(header.subarray(0, CRC_AT), crc);
    const wanted = u32le(header, CRC_AT);
    if (found !== wanted)
      return { wrong: `record at ${start}: CRC-32C wanted ${hex32(wanted)}, found ${hex32(found)}` };
    return header[17] === 0 && ((header[16] ?? 0) & 0xf0) === SWITCH_INFO ? 'switch' : 'goes on';
  };
  const continueAt = (page: Buffer, at: number): AfterPage => {
    const flags = page.readUInt16LE(2);
    const rest = (flags & CONTINUES) === 0 ? 0 : u32le(page, 16);
    if (isFirst && rest > 0) {
      isTail = true;
      isCovered = false;
      left = rest;
    } else if ((flags & OVERWRITES) !== 0) left = 0;
    else if (rest !== left)
      return { wrong: `page at ${at}: ${left} bytes of a record wanted, found ${rest}` };
    isFirst = false;
    return 'goes on';
  };

  return {
    see(page, at) {
      const state = continueAt(page, at);
      if (state !== 'goes on') return state;
      for (let next = (page.readUInt16LE(2) & 2) === 0 ? 24 : 40; next < page.length; ) {
        if (left === 0) {
          const length = u32le(page, next);
          if (length === 0) return 'end';
          if (length < HEADER) return { wrong: `record at ${at + next}: it cannot have ${length} bytes` };
          start = at + next;
          left = length;
          have = crc = 0;
          isTail = false;
        }
        const end = Math.min(page.length, next + left);
        feed(page.subarray(next, end));
        // Records begin at multiples of 8.
        next = (end + 7) & ~7;
        if (left > 0) continue;
        const after = finish();
        if (after !== 'goes on') return after;
      }
      return 'goes on';
    },
    isCovered: () => isCovered && left === 0,
  };
}
