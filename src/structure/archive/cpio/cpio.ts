/**
 * cpio (cpio(5)), formats newc, crc and odc: members after headers of digits, up to the one named TRAILER!!!. Only the
 * crc format has a checksum of each member's bytes, which proves it. Anything may follow: an initramfs is often several
 * archives in a row.
 */

import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { PROVEN, SOUND, verdictsOf } from '../../kit/verdicts.ts';
import { checkBinary, isBinary } from './binary.ts';

const { broken, cut, mismatch } = verdictsOf('cpio');

const NEW_HEADER = /^07070[12][0-9A-Fa-f]{104}$/;
const OLD_HEADER = /^070707[0-7]{70}$/;
const NEW_LENGTH = 110;
const OLD_LENGTH = 76;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const TRAILER = 'TRAILER!!!\0';
/** A longer name is not kept in memory. */
const MAX_NAME = 65_536;

/** cpio, with headers of digits or binary headers. */
export const cpio: Structure = {
  name: 'cpio',
  starts: '0\xc7\x71',
  traits: ['paged'],
  extensions: ['cpio'],
  recognises(head) {
    const start = Buffer.from(head.subarray(0, NEW_LENGTH)).toString('latin1');
    return isBinary(head) || NEW_HEADER.test(start) || OLD_HEADER.test(start.slice(0, OLD_LENGTH));
  },
  createCheck: ({ head }) => (isBinary(head) ? checkBinary() : chunkedProbe(check)),
};

type Header = {
  readonly nameSize: number;
  readonly size: number;
  readonly sum: number | undefined;
  readonly alignment: number;
};

function* check(source: Source): Step<StructureVerdict> {
  let isProven = false;
  for (;;) {
    const at = source.offset;
    const header = yield* readHeader(source);
    if (header === undefined) return cut(`ends at ${source.offset}, without its trailer`);
    if (typeof header === 'string') return broken(`not a valid header at ${at}: ${JSON.stringify(header)}`);
    const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside the member at ${at}`);
    const name = yield* source.take(Math.min(header.nameSize, MAX_NAME));
    const isWhole = name.length === header.nameSize || (yield* source.skip(header.nameSize - name.length));
    if (!isWhole) return short();
    if (name.toString('latin1') === TRAILER) return isProven ? PROVEN : SOUND;
    if (name.length > 0 && name.length === header.nameSize && name[name.length - 1] !== 0)
      return broken(`the name of the member at ${at} is not terminated`);
    if (!(yield* source.skip(paddingTo(header.alignment, source.offset - at)))) return short();
    const sum = header.sum === undefined ? 0 : yield* addUp(source, header.size);
    if (sum === undefined || (header.sum === undefined && !(yield* source.skip(header.size)))) return short();
    // A member without data has no checksum, and of hard links only the last may have it.
    if (header.sum !== undefined && header.size > 0) {
      if (header.sum !== sum) return mismatch(`member at ${at}: checksum`, header.sum, sum);
      isProven = true;
    }
    if (!(yield* source.skip(paddingTo(header.alignment, header.size)))) return short();
  }
}

/** Reads a header; returns the text found in its place where there is none, or undefined where the file ends first. */
function* readHeader(source: Source): Step<Header | string | undefined> {
  const text = (yield* source.peek(NEW_LENGTH)).toString('latin1');
  if (OLD_HEADER.test(text.slice(0, OLD_LENGTH))) {
    yield* source.skip(OLD_LENGTH);
    const [nameSize, size] = [text.slice(59, 65), text.slice(65, 76)].map((digits) =>
      Number.parseInt(digits, 8),
    );
    return { nameSize: nameSize ?? 0, size: size ?? 0, sum: undefined, alignment: 1 };
  }
  if (NEW_HEADER.test(text)) {
    yield* source.skip(NEW_LENGTH);
    const field = (index: number): number => Number.parseInt(text.slice(6 + 8 * index, 14 + 8 * index), 16);
    // The checksum of a link is not written.
    const hasSum = text[5] === '2' && (field(1) & FILE_TYPE) === REGULAR;
    return { nameSize: field(11), size: field(6), sum: hasSum ? field(12) : undefined, alignment: 4 };
  }
  if (text.length < NEW_LENGTH && /^[0-9A-Fa-f]*$/.test(text)) {
    yield* source.skip(text.length);
    return undefined;
  }
  return text.slice(0, 16);
}

/** Sums the next bytes modulo 2^32; undefined where the file ends first. */
function* addUp(source: Source, size: number): Step<number | undefined> {
  let sum = 0;
  for (let left = size; left > 0; ) {
    const piece = yield* source.takeSome(left);
    if (piece.length === 0) return undefined;
    for (const byte of piece) sum = (sum + byte) >>> 0;
    left -= piece.length;
  }
  return sum;
}

/**
 * Padding after a name ends at a multiple of the alignment counted from the header, padding after data at one counted
 * from the data.
 */
const paddingTo = (alignment: number, length: number): number =>
  (alignment - (length % alignment)) % alignment;
