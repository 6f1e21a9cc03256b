import { crc32Ogg } from '../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import { endsInside, hexOf, passTo } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, hex32, mismatch, PROVEN, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 27;
const CONTINUED = 1;
const FIRST = 2;
const LAST = 4;
const MAX_STREAMS = 256;
const MAX_LINKS = 4096;
const NO_CRC = Buffer.alloc(4);

/**
 * Ogg (RFC 3533, 6; Vorbis, Opus, FLAC, Theora, Speex): the CRC and the number of every page, and the last page of
 * every stream. Streams may be chained and multiplexed; anything may follow the last page of all.
 */
export const ogg: Structure = {
  name: 'ogg',
  starts: 'O',
  traits: ['dense'],
  extensions: ['ogg', 'oga', 'ogv', 'ogx', 'opus', 'spx'],
  recognises: (head) => latin1At(head, 0, 4) === 'OggS' && head[4] === 0 && (head[5] ?? 0xff) <= 7,
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  /** The number of the next page of each stream that has not ended. */
  const open = new Map<number, number>();
  const lacksFirst = createBeginnings();
  let hasGap: StructureVerdict | undefined;
  let pages = 0;
  for (;;) {
    const start = source.offset;
    const head = yield* source.take(HEADER);
    if (head.length === 0 || (open.size === 0 && pages > 0 && head.toString('latin1', 0, 4) !== 'OggS'))
      return hasGap ?? ending(start, open);
    if (head.length >= 4 && head.toString('latin1', 0, 4) !== 'OggS')
      return broken(`not a valid page at ${start}: ${hexOf(head.subarray(0, 8))}`);
    const lacing = yield* source.take(head[26] ?? 0);
    if (head.length < HEADER || lacing.length < (head[26] ?? 0))
      return endsInside(source, `the page at ${start}`);
    if (head[4] !== 0) return UNKNOWN;
    const wanted = head.readUInt32LE(22);
    let crc = crc32Ogg(lacing, crc32Ogg(head.subarray(26), crc32Ogg(NO_CRC, crc32Ogg(head.subarray(0, 22)))));
    const isWhole = yield* passTo(
      source,
      lacing.reduce((sum, length) => sum + length, 0),
      (part) => {
        crc = crc32Ogg(part, crc);
      },
    );
    if (!isWhole) return endsInside(source, `the page at ${start}`);
    if (crc !== wanted) return mismatch(`page at ${start}: CRC`, wanted, crc);
    const flags = head[5] ?? 0;
    const serial = head.readUInt32LE(14);
    const number = head.readUInt32LE(18);
    const next = open.get(serial);
    if ((flags & FIRST) === 0 && next !== undefined && number !== next)
      hasGap ??= warning(`page at ${start}: number wanted ${next}, found ${number}`);
    if (lacksFirst(serial, flags))
      hasGap ??= warning(`page at ${start}: of the stream ${hex32(serial)}, whose first page is not there`);
    if ((flags & LAST) !== 0) open.delete(serial);
    else open.set(serial, (number + 1) >>> 0);
    if (open.size > MAX_STREAMS) return UNKNOWN;
    pages += (flags & CONTINUED) === 0 || next !== undefined ? 1 : 0;
  }
}

/**
 * Returns what says whether a page is of a stream that has not begun, while others have: a recording that was joined late has no first
 * page at all. After many links of a chain nothing is said.
 */
function createBeginnings(): (serial: number, flags: number) => boolean {
  const begun = new Set<number>();
  return (serial, flags) => {
    if ((flags & FIRST) !== 0 && begun.size < MAX_LINKS) begun.add(serial);
    return begun.size > 0 && begun.size < MAX_LINKS && !begun.has(serial);
  };
}

/** Returns a warning only: recordings of broadcasts lack pages, including the last, and still play. */
function warning(detail: string): StructureVerdict {
  return { is: 'broken', detail, severity: 'warning' };
}

function ending(size: number, open: ReadonlyMap<number, number>): StructureVerdict {
  const [serial] = open.keys();
  if (serial === undefined) return PROVEN;
  const detail = `ends at ${size}, without the last page of the stream ${hex32(serial)}`;
  return { is: 'cut', detail, severity: 'warning' };
}
