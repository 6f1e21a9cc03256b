import type { Content, ContentFinding } from '../model/content.ts';
import { evidenceOf } from '../model/evidence.ts';
import { type BytePath, directoryOf, nameOf } from '../model/path.ts';
import { isForbidden } from '../structure/kit/control-bytes.ts';
import { CONTENT_EXTENSIONS, extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { latin1At } from '../structure/kit/read-int.ts';
import { isRandomHead } from './block-class.ts';
import type { Detector } from './detector.ts';
import { firstBytes, isAlmostRandom, isTextFormat } from './evidence.ts';
import { areKin, isContainer } from './format-kin.ts';
import { messageInstead } from './message-instead.ts';
import { periodOf } from './period.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Formats whose extensions are never used for text. */
const WEIGHTY = words(
  'gzip zip tar xz zstd lz4 bzip2 lzip lzop 7z rar cab cpio rpm deb wim png jpeg gif webp pdf wav flac ogg isobmff matroska ' +
    'mp3 sqlite qcow2 vhdx vdi woff woff2 parquet openpgp gpg-trustdb armour age keepass bmp ico psd tiff sfnt ttc jxl djvu asf ' +
    'flv mpeg-ps caf aiff wavpack wasm beam vma',
);

/** Extensions under which an encrypted container is as likely as anything else. */
const OPEN = words('dump bak img iso key pem crt csr pub asc p12 pfx rdb env log m r pot ts');
/** Extensions of well-known formats that are not recognised here, or have no mark: each is something else than a container. */
const OTHERS = words(
  'xlsb xlsm xltx docm dotx pptm potx vsd vsdx mpp pub one pages numbers indd idml ai eps ps dwg dxf dwf step stp stl obj fbx blend ' +
    'skp sketch xd xcf psb cr2 cr3 nef arw dng orf rw2 raw dcm nii las laz shp dbf h5 hdf5 nc mat sav dta rds rdata pkl dss ' +
    'myd myi frm ibd ldb edb nsf dbx qbw qbb mny gnucash class so o dll dylib m3u m3u8 tfstate geojson kml gpx ps1 bat vbs',
);
/** Extensions of text that people encrypt in place as text, so that only many of them are damage. */
const MAY_BE_SEALED = words(
  'txt md rst json yaml yml toml ini conf cfg properties html htm eml mbox xml po sh bash zsh',
);

/** Extensions of text that consists of tags. */
const TAGGED = words('xml svg kml gpx rdf rss xsl xslt xsd html htm xhtml');
/** Rules that make such a file are called after it: `Makefile.svg`. */
const RULES = /(?:^|[-_.])(?:gnu)?makefile\./i;
const LEAST_TAGGED = 2048;
const TAG = 0x3c;

/** Extensions of archives: those of zip are encrypted on purpose, and comics are packed with anything. */
const ARCHIVES = words('zip cbz kmz');

/**
 * The name demands a format, but the first bytes are of another or of none. Another format that proves itself or is
 * sound is only a note, because people rename pictures; an encrypted container, text instead of something packed and a
 * format that is only guessed are warnings; a head of zeros, of one pattern or of random
 * bytes is an error; anything else is a warning.
 */
export const wrongType: Detector = {
  code: 'wrong-type',
  examine(content, path) {
    const { size, format, head, verdict, demanded: wanted = [] } = content;
    const extension = extensionOf(nameOf(path));
    const type = () =>
      ({
        is: 'type',
        extension,
        wanted: [...new Set(wanted.map((each) => each.name))],
        ...(format === undefined ? {} : { format: format.name }),
        first: firstBytes(head),
      }) as const;
    const other = (severity: 'warning' | 'note'): ContentFinding => ({
      code: 'wrong-type',
      severity,
      evidence: [{ ...type(), isOther: true }],
    });
    if (size === 0 || (format === undefined && verdict.is === 'proven')) return undefined;
    if (isCompanion(content, path)) return undefined;
    const hidden = hiddenIn(content, extension);
    if (hidden !== undefined) return other(hidden);
    const says = messageInstead(content, path);
    if (says !== undefined)
      return { code: 'wrong-type', severity: 'warning', evidence: [{ ...type(), isOther: true, says }] };
    if (lacksTags(content, extension) && !RULES.test(nameOf(path))) return other('warning');
    if (wanted.length === 0 || isOfDemanded(content)) return undefined;
    // Where the head is encrypted in part, the rest of it may still pass as text.
    const isDubious = format?.name === 'text' && head.subarray(0, 512).some(isForbidden);
    if (isInstead(content)) return other('warning');
    if (format !== undefined && !isDubious) return other(isExcuse(content) ? 'note' : 'warning');
    if (endsSplitZip(content))
      return { code: 'wrong-type', severity: 'note', evidence: [{ ...type(), isSplitZip: true }] };
    const isLost = isFilledHead(head) || isRandomHead(head) || isAlmostRandom(content);
    return { code: 'wrong-type', severity: isLost ? 'error' : 'warning', evidence: [type()] };
  },
};

/** The lists of update-alternatives are named after what they choose between: `alternatives/psql.1.gz`. */
const ALTERNATIVE = /^(?:auto|manual)\n\//;
/** The file that Office writes beside an open document: the length of a name, and the name twice. */
const OWNER = { prefix: '~$', most: 1024, longest: 54 };

const HASH = 0x23;
/** How the descriptor of a VMDK begins: it is text, and names the extents. */
const DESCRIPTOR = /^# *Disk DescriptorFile/i;

/** Returns whether a file has the name of another one that it is about, and none of its content. */
function isCompanion({ format, head, size }: Content, path: BytePath): boolean {
  const name = nameOf(path);
  // A server encrypts files under their own names.
  if (format?.name === 'nextcloud') return true;
  // `._a.pdf` of a Mac.
  if (format?.name === 'appledouble') return name.startsWith('._');
  if (name.startsWith(OWNER.prefix)) return size <= OWNER.most && (head[0] ?? 0) <= OWNER.longest;
  if (head[0] === HASH && DESCRIPTOR.test(latin1At(head, 0, 24))) return extensionOf(name) === 'vmdk';
  return nameOf(directoryOf(path)) === 'alternatives' && ALTERNATIVE.test(latin1At(head, 0, 16));
}

/**
 * Returns whether a file was found to be of another, known format than its name demands, and one for which people and
 * programs do not use that name: in one file it may be a whim, in many it is damage.
 */
export function isOfStrangeType(content: Content, finding: ContentFinding | undefined): boolean {
  const { format, demanded = [] } = content;
  if (format === undefined || evidenceOf(finding?.evidence, 'type')?.isOther !== true) return false;
  return (
    isInstead(content) ||
    (isTextFormat(format)
      ? isContainer(format, content.verdict)
      : !demanded.some(({ name }) => areKin(name, format.name)))
  );
}

/** Returns whether the content is of a demanded format; one kind of text is as good as another, but for armour. */
function isOfDemanded({ format, demanded = [] }: Content): boolean {
  return demanded.some(
    (each) =>
      each.name === format?.name || (each.name !== 'armour' && isTextFormat(each) && isTextFormat(format)),
  );
}

/** Returns how bad it is that content is encrypted, or packed so that it may be, under a name for something else. */
function hiddenIn(content: Content, extension: string): 'warning' | 'note' | undefined {
  const { format, verdict, demanded = [] } = content;
  if (format === undefined || !isContainer(format, verdict) || OPEN.has(extension)) return undefined;
  if (format.name === 'zip' && ARCHIVES.has(extension)) return undefined;
  if (format.name === 'rar' && extension === 'cbz') return undefined;
  const isSealedText = isTextFormat(format) && !demanded.some(({ name }) => name === format.name);
  if (isOfDemanded(content) && !isSealedText)
    return format.name === 'zip' && verdict.is === 'encrypted' ? 'warning' : undefined;
  if (isSealedText && MAY_BE_SEALED.has(extension)) return 'note';
  const says = [CONTENT_EXTENSIONS, TEXT_EXTENSIONS, OTHERS].some((each) => each.has(extension));
  return demanded.length > 0 || says ? 'warning' : undefined;
}

/** Returns whether a file of two kilobytes or more has no tag at all under a name for text of tags. */
function lacksTags({ format, head, size }: Content, extension: string): boolean {
  return format?.name === 'text' && TAGGED.has(extension) && size >= LEAST_TAGGED && !head.includes(TAG);
}

/** Returns whether it is text where none belongs: an error message where a download or a dump should be. */
function isInstead({ format, demanded = [] }: Content): boolean {
  return isTextFormat(format) && demanded.every(({ name }) => WEIGHTY.has(name));
}

/** Returns whether the content surely is of its format, so that only the name is wrong. */
function isExcuse({ verdict, format, isUnchecked = false }: Content): boolean {
  if (isTextFormat(format) || isUnchecked) return true;
  return verdict.is === 'proven' || verdict.is === 'sound' || verdict.is === 'encrypted';
}

const SECTOR = 512;
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

/** Returns whether the first sector is zeros or one pattern; a shorter file is too, where it is zeros. */
function isFilledHead(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SECTOR));
  return bytes.every((byte) => byte === 0) || (bytes.length === SECTOR && periodOf(bytes, 0, SECTOR) > 0);
}
