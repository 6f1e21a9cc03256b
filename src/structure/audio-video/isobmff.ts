import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import { hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

/** Boxes that contain nothing but boxes, whose sizes must add up. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex', 'moof', 'traf', 'mfra', 'dinf']);
const FIRST = /^(?:ftyp|styp|moov|mdat|wide|pnot|free|skip|jP {2}|JXL )$/;
/** Brands follow, and they exclude text that happens to contain these letters. */
const LONGEST_FTYP = 4096;

/**
 * ISO base media files (ISO 14496-12, 4.2; MP4, QuickTime, M4A, 3GP, HEIC, AVIF, JPEG 2000, JPEG XL): the chain of
 * boxes ends where the file ends, those in `moov` and `moof` add up, and one of `moov`, `moof` and `meta` is present.
 */
export const isobmff: Structure = {
  name: 'isobmff',
  traits: ['dense'],
  extensions: words('mp4 m4v m4a m4b m4r mov qt 3gp 3g2 heic heif avif jp2 jpx'),
  recognises(head) {
    const type = latin1At(head, 4, 4);
    const [a = 0xff, b = 0xff, c = 0, d = 0] = head;
    if (!FIRST.test(type) || head.length < 16) return false;
    if (type === 'mdat' || type === 'moov') return a < 0x80 && isFollowed(head);
    return a === 0 && b === 0 && c * 256 + d <= LONGEST_FTYP && c * 256 + d >= 8;
  },
  createCheck: () => chunkedProbe(check),
};

function words(text: string): readonly string[] {
  return text.split(' ');
}

/**
 * Returns whether the first box is followed by a known one: old QuickTime files start with their data, whose content is
 * arbitrary or begins with a known box.
 */
function isFollowed(head: Uint8Array): boolean {
  return latin1At(head, 4, 4) === 'mdat'
    ? (head[0] ?? 1) < 0x40
    : /^(?:mvhd|cmov)$/.test(latin1At(head, 12, 4));
}

type Open = { readonly type: string; readonly end: number };

function* check(source: Source): Step<StructureVerdict> {
  const open: Open[] = [];
  let hasIndex = false;
  for (;;) {
    const start = source.offset;
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= start) open.pop();
    const parent = open.at(-1);
    const head = yield* source.peek(16);
    if (parent !== undefined && start + head.length < Math.min(parent.end, start + 8))
      return overrun(start + head.length, parent);
    if (head.length < 8 && parent === undefined) return ending(start + head.length, hasIndex);
    const isPadding = head.subarray(0, 8).every((byte) => byte === 0);
    if (parent !== undefined && (parent.end - start < 8 || isPadding)) {
      // QuickTime ends a list of boxes with a zero.
      if (!(yield* source.skip(parent.end - start))) return overrun(source.offset, parent);
      continue;
    }
    if (isPadding && hasIndex) return SOUND;
    const type = head.toString('latin1', 4, 8);
    const size = sizeOf(head);
    if (!isType(type) || size === undefined) {
      // After the index, other programs may have appended anything.
      if (hasIndex && parent === undefined) return UNKNOWN;
      return broken(`not a valid box at ${start}: ${hexOf(head)}`);
    }
    const end = start + size;
    if (parent !== undefined && end > parent.end)
      return broken(
        `the box ${type} at ${start} extends to ${end}, beyond ${parent.type}, which ends at ${parent.end}`,
      );
    hasIndex ||= /^(?:moov|moof|meta|jp2c|jxl[cp])$/.test(type);
    const isContainer = CONTAINERS.has(type) && size >= 8 && Number.isFinite(size);
    if (isContainer) open.push({ type, end });
    if (size === Number.POSITIVE_INFINITY) return hasIndex ? SOUND : UNKNOWN;
    if (!(yield* source.skip(isContainer ? 8 : size))) return overrun(source.offset, { type, end });
  }
}

function ending(size: number, hasIndex: boolean): StructureVerdict {
  if (!hasIndex) return cut(`ends at ${size}, without the box "moov" or "meta"`);
  return SOUND;
}

function overrun(size: number, { type, end }: Open): StructureVerdict {
  return cut(`ends at ${size}, inside the box ${type}, which extends to ${end}`);
}

/** Returns whether it is four characters, the first of which may be the copyright sign. */
function isType(type: string): boolean {
  return /^[\x20-\x7e\xa9][\x20-\x7e]{3}$/.test(type);
}

/**
 * Returns the size of a box with its header; infinite where it extends to the end, undefined where it is impossible.
 */
function sizeOf(head: Buffer): number | undefined {
  const size = head.readUInt32BE(0);
  if (size === 0) return Number.POSITIVE_INFINITY;
  if (size >= 8) return size;
  if (size !== 1 || head.length < 16) return undefined;
  const long = Number(head.readBigUInt64BE(8));
  return long >= 16 ? long : undefined;
}
