import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

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
/** Void and CRC-32 may occur anywhere. */
const ANYWHERE = new Set([0xec, 0xbf]);

/**
 * Matroska and WebM (RFC 8794, RFC 9559): the sizes of the segment, of its children and of the blocks in its clusters;
 * unknown sizes, as in live streams, are supported. Anything may follow the segment.
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
  let clusters = 0;
  for (;;) {
    const start = source.offset;
    if (start >= end) return SOUND;
    const head = yield* source.peek(12);
    if (head.length === 0 && end === Number.POSITIVE_INFINITY) return clusters > 0 ? SOUND : UNKNOWN;
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
    const mayBeChild = isInside && IN_CLUSTER.has(id);
    const mayBeTop = (!isInside || cluster === Number.POSITIVE_INFINITY) && TOP.has(id);
    if (!mayBeChild && !mayBeTop && !ANYWHERE.has(id)) return isInside ? misplaced(start, head) : UNKNOWN;
    const reach = start + width + size;
    if (id === CLUSTER) {
      cluster = reach;
      clusters += 1;
      yield* source.skip(width);
      continue;
    }
    if (isInside && reach > cluster && !mayBeTop) return misplaced(start, head);
    if (size === Number.POSITIVE_INFINITY) return UNKNOWN;
    if (!(yield* source.skip(width + size)))
      return cut(`ends at ${source.offset}, inside the element at ${start}, which extends to ${reach}`);
  }
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
