/**
 * Which ranges with sharp borders were put into a file from outside. The rules rest on 100,000 files of a system: none
 * had zeros or fill with such borders, none had either in machine code, and only a handful of programs had a table that
 * looks random.
 */
import type { ByteRange, Content, ForeignRange, RecordMark } from '../model/content.ts';
import { DENSE_KINDS, RANDOM_KINDS } from './sharp-edges.ts';

const BLOCK = 4096;
const STRIPE = 65_536;
/** Different values among 256 bytes of meaningful content; padding and tables of numbers have fewer. */
const ALIVE = 20;
/** The same for machine code, where one range in a hundred has fewer, and one more. */
const CODE = { least: 27, most: 100 };
/** Where compressed parts may lie, the border of random blocks is sharp only with this few values. */
const CLEAR = 120;
/** Random blocks stand out where at most a twentieth of the other blocks looks compressed. */
const CONTRAST = 20;
const TAIL_SHARE = 4;
const HEAD_SHARE = 4;
const SPARSE_SHARE = 2;
/** Formats of samples: nothing in them is compressed, but loud sound and grain are close to random bytes. */
const SAMPLES: ReadonlySet<string> = new Set(['wav', 'aiff', 'caf', 'bmp']);
/** Formats of disks, and those that store files or memory as they are on a grid of sectors. */
const HOLDS_DISKS: ReadonlySet<string> = new Set(
  (
    'ext xfs ntfs fat exfat lvm swap gpt mbr iso-9660 disc qcow2 vmdk vhd vhdx vdi partclone btrfs luks tar cpio wim ' +
    'squashfs elf bacula-volume'
  ).split(' '),
);
const MEDIA: ReadonlySet<string> = new Set([
  'jpeg',
  'webp',
  'gif',
  'mp3',
  'adts',
  'isobmff',
  'matroska',
  'avi',
]);

/** Returns those ranges of zeros or fills inside a file that do not belong there. */
export function insertions(content: Content, ranges: readonly ForeignRange[]): readonly ByteRange[] {
  const { format, size, zeroRuns, verdict } = content;
  // Machine code needs no sharp border: it never contains 512 zeros in a row.
  const inCode = ranges === content.holes ? zeroRuns.filter((run) => isCode(content, run)) : [];
  if (inCode.length > 0) return inCode;
  const parts = verdict.is === 'sound' ? verdict.parts : undefined;
  // Programs have zeros between their parts, which are not known where only samples were read.
  if (format?.traits.includes('paged') === true && (format.name !== 'elf' || parts === undefined)) return [];
  const least = format?.traits.includes('dense') === true && format.name !== 'jpeg' ? DENSE_KINDS : ALIVE;
  return ranges.filter(({ start, end, before, after }) => {
    const isStripe = start % STRIPE === 0 && end % STRIPE === 0;
    if (start === 0 || end === size) return false;
    const isPart = parts?.some((part) => part.start < start && end < part.end) ?? true;
    return isStripe || (isPart && before >= least && after >= least);
  });
}

/**
 * Returns the first record of NTFS in sound, a picture or a film, or the first block of ext4 in anything that is no image
 * of a disk and cannot contain one on the grid of blocks.
 */
export function strayRecord({ format, marks }: Content, isNamed: boolean): RecordMark | undefined {
  const [first] = marks;
  if (first === undefined || (format === undefined && !isNamed)) return undefined;
  if (format !== undefined && HOLDS_DISKS.has(format.name)) return undefined;
  if (format !== undefined && (SAMPLES.has(format.name) || MEDIA.has(format.name))) return first;
  return marks.find(({ word }) => word === 'jbd2' || word === 'ext4');
}

/**
 * Returns the random ranges that stand out in a file whose other blocks are not random, or with which such a file
 * begins.
 */
export function foreignNoise(content: Content): readonly ForeignRange[] {
  const { format, size, blocks, noise } = content;
  // A file of no known format that begins with 4096 random bytes had a head once.
  if (format === undefined && noise[0]?.start === 0) return noise.slice(0, 1);
  if (format?.name === 'elf')
    return noise.filter((run) => isCode(content, run) && isBetween(run, CODE.least, CODE.most));
  if (format !== undefined && format.traits.length > 0) return [];
  const all = Math.ceil(size / BLOCK);
  const inNoise = noise.reduce((sum, { start, end }) => sum + Math.ceil((end - start) / BLOCK), 0);
  const isSamples = format !== undefined && SAMPLES.has(format.name);
  const others = blocks.R + blocks.H - inNoise;
  if (inNoise * 2 > all) return [];
  if (!isSamples && others * CONTRAST > all - inNoise) return [];
  // Loud sound blurs one border; recorded noise blurs both.
  if (isSamples) return noise.filter(({ before, after }) => Math.min(before, after) < RANDOM_KINDS);
  // Tables of hashes lie between padding.
  return noise.filter((run) => isBetween(run, ALIVE, CLEAR));
}

/** Returns the zeros at the beginning of a file of no known or demanded format, up to a border on the 4 KiB grid. */
export function lostHead({ format, size, blocks, zeroRuns, demanded = [] }: Content): ByteRange | undefined {
  const [first] = zeroRuns;
  if (first === undefined || first.end * HEAD_SHARE > size) return undefined;
  // A sparse file has more zeros than anything else.
  if ((blocks.Z * BLOCK - first.end) * SPARSE_SHARE > size) return undefined;
  if (format !== undefined || demanded.length > 0) return undefined;
  return first.start === 0 && first.end % BLOCK === 0 ? first : undefined;
}

/** Returns the zeros from a border on the 4 KiB grid to the end of a file, if they are at least a quarter of it. */
export function lostTail({ format, size, zerosAtEnd, holes }: Content): ByteRange | undefined {
  const start = size - zerosAtEnd;
  if (format?.traits.includes('paged') === true || zerosAtEnd * TAIL_SHARE < size) return undefined;
  const last = holes.at(-1);
  const isSharp = last?.end === size && last.before >= ALIVE;
  return start > 0 && start % BLOCK === 0 && isSharp ? last : undefined;
}

function isBetween({ before, after }: ForeignRange, least: number, most: number): boolean {
  return [before, after].every((kinds) => kinds >= least && kinds < most);
}

function isCode({ verdict }: Content, { start, end }: ByteRange): boolean {
  const areas = verdict.is === 'sound' ? (verdict.plain ?? []) : [];
  return areas.some((area) => area.start <= start && end <= area.end);
}
