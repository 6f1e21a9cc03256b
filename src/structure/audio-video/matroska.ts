import { crc32 } from '../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf, passTo } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { asWarning, broken, cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const EBML = 0x1a45dfa3;
/** SeekHead, Info, Tracks, Cues, Attachments, Chapters, Tags: together with Cluster, the children of a segment. */
const TOP = new Set([
  0x114d9b74,
  0x1549a966,
  0x1654ae6b,
  0x1c53bb6b,
  0x1941a469,
  0x1043a770,
  0x1254c367,
  CLUSTER,
]);
/** Timestamp, Position, PrevSize, SimpleBlock, BlockGroup, EncryptedBlock, SilentTracks: the children of a cluster. */
const IN_CLUSTER = new Set([0xe7, 0xa7, 0xab, 0xa3, 0xa0, 0xaf, 0x5854]);
/** A CRC-32 element with its size: the first in an element, of all that follows in that. */
const SUM = 0xbf84;
const SUM_WIDTH = 6;
/** Void and CRC-32 may occur anywhere. */
const ANYWHERE = new Set([0xec, 0xbf]);

/**
 * Matroska and WebM (RFC 8794, RFC 9559): the sizes of the segment, of its children and of the blocks in its clusters;
 * unknown sizes, as in live streams, are supported. Where every
 * cluster has a CRC-32, as ffmpeg writes it, the film is proven. Anything may follow the segment.
 */
export const matroska: Structure = {
  name: 'matroska',
  starts: '\x1a',
  traits: ['dense'],
  extensions: ['mkv', 'mka', 'mks', 'webm', 'weba'],
  recognises: (head) => hexOf(head.subarray(0, 4)) === '1a45dfa3' && head.length > 8,
  createCheck: () => chunkedProbe(check),
};

type Element = { readonly id: number; readonly size: number; readonly width: number };

function* check(source: Source): Step<StructureVerdict> {
  const first = parseElement(yield* source.peek(12));
  if (first === undefined) return broken('not a valid EBML header');
  if (!(yield* source.skip(first.width + first.size)))
    return cut(`ends at ${source.offset}, inside its EBML header`);
  const segment = parseElement(yield* source.peek(12));
  if (segment === undefined && (yield* source.peek(12)).length < 12)
    return cut(`ends at ${source.offset}, before its segment`);
  if (segment?.id !== SEGMENT) return segment === undefined ? broken('not a valid segment') : UNKNOWN;
  yield* source.skip(segment.width);
  return yield* checkSegment(source, source.offset + segment.size);
}

function* checkSegment(source: Source, end: number): Step<StructureVerdict> {
  let cluster = 0;
  let sum: Sum | undefined;
  let clusters = 0;
  let proven = 0;
  const done = (): StructureVerdict => (clusters > 0 && proven === clusters ? PROVEN : SOUND);
  for (;;) {
    const start = source.offset;
    if (sum !== undefined && start >= cluster) {
      const wrong = wrongSum(sum, 'cluster');
      if (wrong !== undefined) return wrong;
      proven += 1;
      sum = undefined;
    }
    if (start >= end) return done();
    const head = yield* source.peek(12);
    if (head.length === 0 && end === Number.POSITIVE_INFINITY) return clusters > 0 ? done() : UNKNOWN;
    if (head.length === 0) return cut(`ends at ${start}, inside its segment, which extends to ${end}`);
    const element = parseElement(head);
    if (element === undefined) {
      if (head.length < 12) return cut(`ends at ${start + head.length}, inside an element`);
      return broken(`not a valid element at ${start}: ${hexOf(head.subarray(0, 8))}`);
    }
    const { id, size, width } = element;
    // A live stream that was restarted.
    if (id === EBML || id === SEGMENT) return UNKNOWN;
    const isInside = start < cluster;
    const mayBeTop = (!isInside || cluster === Number.POSITIVE_INFINITY) && TOP.has(id);
    if (!(isInside && IN_CLUSTER.has(id)) && !mayBeTop && !ANYWHERE.has(id))
      return isInside ? misplaced(start, head) : UNKNOWN;
    const reach = start + width + size;
    if (id === CLUSTER) {
      cluster = reach;
      clusters += 1;
      yield* source.skip(width);
      sum = size === Number.POSITIVE_INFINITY ? undefined : yield* takeSum(source, start);
      continue;
    }
    if (isInside && reach > cluster && !mayBeTop) return misplaced(start, head);
    if (size === Number.POSITIVE_INFINITY) return UNKNOWN;
    const isWhole = yield* passElement(source, element, isInside ? sum : undefined);
    if (isWhole === false)
      return cut(`ends at ${source.offset}, inside the element at ${start}, which extends to ${reach}`);
    // A program that edits a title in place may leave the sum of before.
    const wrong = typeof isWhole === 'object' ? wrongSum(isWhole, 'element') : undefined;
    if (wrong !== undefined) return asWarning(wrong);
  }
}

/** The CRC-32 with which an element begins, and that of what was read of it. */
type Sum = { readonly at: number; readonly wanted: number; found: number };

/** Takes the CRC-32 element with which the content of the element at `at` begins, if it does. */
function* takeSum(source: Source, at: number): Step<Sum | undefined> {
  const bytes = yield* source.peek(SUM_WIDTH);
  if (bytes.length < SUM_WIDTH || bytes.readUInt16BE() !== SUM) return undefined;
  yield* source.skip(SUM_WIDTH);
  return { at, wanted: bytes.readUInt32LE(2), found: 0 };
}

/** Passes an element, adding it to the sum of its cluster; false where the file ends first, its own sum where it has one. */
function* passElement(source: Source, { size, width }: Element, ofCluster?: Sum): Step<Sum | boolean> {
  if (ofCluster !== undefined) return yield* passTo(source, width + size, addTo(ofCluster));
  const at = source.offset;
  yield* source.skip(width);
  const sum = size >= SUM_WIDTH ? yield* takeSum(source, at) : undefined;
  if (sum === undefined) return yield* source.skip(size);
  return (yield* passTo(source, size - SUM_WIDTH, addTo(sum))) && sum;
}

function addTo(sum: Sum): (bytes: Buffer) => void {
  return (bytes) => {
    sum.found = crc32(bytes, sum.found);
  };
}

function wrongSum({ at, wanted, found }: Sum, what: string): StructureVerdict | undefined {
  return wanted === found ? undefined : mismatch(`${what} at ${at}: CRC-32`, wanted, found);
}

function misplaced(start: number, head: Buffer): StructureVerdict {
  return broken(`not a valid cluster element at ${start}: ${hexOf(head.subarray(0, 8))}`);
}

/** Parses the identifier and the size of an element, both of variable width; a size of all ones means unknown. */
function parseElement(head: Buffer): Element | undefined {
  const idWidth = widthOf(head[0]);
  const sizeWidth = widthOf(head[idWidth]);
  if (idWidth > 4 || sizeWidth > 8 || head.length < idWidth + sizeWidth) return undefined;
  let size = (head[idWidth] ?? 0) & (0xff >> sizeWidth);
  let isUnknown = size === 0xff >> sizeWidth;
  for (let i = 1; i < sizeWidth; i++) {
    const byte = head[idWidth + i] ?? 0;
    isUnknown &&= byte === 0xff;
    size = size * 256 + byte;
  }
  const id = head.readUIntBE(0, idWidth);
  return { id, size: isUnknown ? Number.POSITIVE_INFINITY : size, width: idWidth + sizeWidth };
}

function widthOf(lead = 0): number {
  return Math.clz32(lead) - 23;
}
