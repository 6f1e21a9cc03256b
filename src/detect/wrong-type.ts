import type { Content } from '../model/content.ts';
import { nameOf } from '../model/path.ts';
import { isForbidden } from '../structure/kit/control-bytes.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import { isRandomHead } from './block-class.ts';
import type { Detector } from './detector.ts';
import { firstBytes, isAlmostRandom, isTextFormat } from './evidence.ts';

/** Formats whose extensions are never used for text. */
const WEIGHTY: ReadonlySet<string> = new Set(
  (
    'gzip zip tar xz zstd lz4 bzip2 lzip 7z rar png jpeg gif webp pdf wav flac ogg isobmff matroska mp3 sqlite qcow2 vhdx ' +
    'vdi woff2 parquet'
  ).split(' '),
);

/**
 * The name demands a format, but the first bytes are of another or of none. Another valid format is only a note,
 * because people rename pictures; text instead of something packed is a warning; a head of zeros or random bytes is an
 * error; anything else is a warning.
 */
export const wrongType: Detector = {
  code: 'wrong-type',
  examine(content, path) {
    const { size, format, head, verdict, demanded: wanted = [] } = content;
    const extension = extensionOf(nameOf(path));
    if (size === 0 || verdict.is === 'proven' || wanted.length === 0) return undefined;
    // The companion `._a.pdf` of a Mac has the extension of its file, and none of its content.
    if (format?.name === 'appledouble' && nameOf(path).startsWith('._')) return undefined;
    if (wanted.some((each) => each.name === format?.name || (isTextFormat(each) && isTextFormat(format))))
      return undefined;
    const type = {
      is: 'type',
      extension,
      wanted: [...new Set(wanted.map((each) => each.name))],
      ...(format === undefined ? {} : { format: format.name }),
      first: firstBytes(head),
    } as const;
    // An error message where a download or a dump should be, not an old document.
    const isInstead = isTextFormat(format) || format?.name === 'html';
    const isWeighty = wanted.every((each) => WEIGHTY.has(each.name));
    // Where the head is encrypted in part, the rest of it may still pass as text.
    const isDubious = format?.name === 'text' && head.subarray(0, 512).some(isForbidden);
    if (format !== undefined && isInstead && isWeighty)
      return { code: 'wrong-type', severity: 'warning', evidence: [{ ...type, isOther: true }] };
    if (format !== undefined && !isDubious)
      return { code: 'wrong-type', severity: 'note', evidence: [{ ...type, isOther: true }] };
    if (endsSplitZip(content))
      return { code: 'wrong-type', severity: 'note', evidence: [{ ...type, isSplitZip: true }] };
    const isLost = isZeroHead(head) || isRandomHead(head) || isAlmostRandom(content);
    return { code: 'wrong-type', severity: isLost ? 'error' : 'warning', evidence: [type] };
  },
};

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');

/** Returns whether a file ends like the last of several disks (APPNOTE 4.3.16): no member begins in it. */
function endsSplitZip({ tail }: Content): boolean {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  const at = bytes.lastIndexOf(END_OF_DIRECTORY);
  if (at < 0 || at + 22 > bytes.length || at + 22 + bytes.readUInt16LE(at + 20) !== bytes.length)
    return false;
  const disk = bytes.readUInt16LE(at + 4);
  return disk > 0 && disk < 0xffff && bytes.readUInt16LE(at + 6) <= disk;
}

function isZeroHead(head: Uint8Array): boolean {
  return head.subarray(0, 512).every((byte) => byte === 0);
}
