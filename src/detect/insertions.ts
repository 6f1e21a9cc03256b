/**
 * Which stretches with sharp borders were put into a file from outside. The rules rest on what 100,000 files of a system
 * have: no stretch of zeros or fill with such borders, nothing of either in machine code, and in a handful of programs
 * a table that looks random.
 */
import type { ByteRange, Content, ForeignRange, RecordMark } from '../model/content.ts';
import { DENSE_KINDS, RANDOM_KINDS } from './sharp-edges.ts';

const BLOCK = 4096;
const STRIPE = 65_536;
/** Values among 256 bytes of anything that says something; padding and tables of numbers have fewer. */
const ALIVE = 20;
/** The same of machine code, of which one stretch in a hundred has fewer, and one more. */
const CODE = { least: 27, most: 100 };
/** Where compressed parts may lie, a border of random blocks is sharp only with so few values. */
const CLEAR = 120;
/** Random blocks stand out where no more than a twentieth of the others looks compressed. */
const CONTRAST = 20;
const TAIL_SHARE = 4;
const HEAD_SHARE = 4;
const SPARSE_SHARE = 2;
/** Formats of samples: nothing in them is compressed, but loud sound and grain come near to random bytes. */
const SAMPLES: ReadonlySet<string> = new Set(['wav', 'aiff', 'caf', 'bmp']);
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

/** Those of the stretches of zeros or fills inside a file that do not belong there. */
export function insertions(content: Content, stretches: readonly ForeignRange[]): readonly ByteRange[] {
  const { format, size, zeroRuns, verdict: standing } = content;
  // In machine code no border is asked for: there are no 512 zeros in a row.
  const inCode = stretches === content.holes ? zeroRuns.filter((run) => isCode(content, run)) : [];
  if (inCode.length > 0) return inCode;
  if (format?.traits.includes('paged') === true && format.name !== 'elf') return [];
  const parts = standing.is === 'sound' ? standing.parts : undefined;
  const least = format?.traits.includes('dense') === true && format.name !== 'jpeg' ? DENSE_KINDS : ALIVE;
  return stretches.filter(({ start, end, before, after }) => {
    const isStripe = start % STRIPE === 0 && end % STRIPE === 0;
    if (start === 0 || end === size) return false;
    const isPart = parts?.some((part) => part.start < start && end < part.end) ?? true;
    return isStripe || (isPart && before >= least && after >= least);
  });
}

/** The first record of a file system in sound, a picture or a film: archives may hold whole file systems. */
export function strayRecord({ format, marks }: Content): RecordMark | undefined {
  return format !== undefined && (SAMPLES.has(format.name) || MEDIA.has(format.name)) ? marks[0] : undefined;
}

/** Those of the random stretches that stand out of a file whose other blocks are not, or that such a file begins with. */
export function outstanding(content: Content): readonly ForeignRange[] {
  const { format, size, blocks, noise } = content;
  if (format?.name === 'elf')
    return noise.filter((run) => isCode(content, run) && isBetween(run, CODE.least, CODE.most));
  if (format !== undefined && format.traits.length > 0) return [];
  const all = Math.ceil(size / BLOCK);
  const inNoise = noise.reduce((sum, { start, end }) => sum + Math.ceil((end - start) / BLOCK), 0);
  const isSamples = format !== undefined && SAMPLES.has(format.name);
  const others = blocks.R + blocks.H - inNoise;
  if (inNoise * 2 > all) return [];
  const [first] = noise;
  if (format === undefined && first?.start === 0 && isHead(first) && others * 2 < all - inNoise)
    return [first];
  if (!isSamples && others * CONTRAST > all - inNoise) return [];
  // Loud sound blurs one border; noise that was recorded has two such.
  if (isSamples) return noise.filter(({ before, after }) => Math.min(before, after) < RANDOM_KINDS);
  // Tables of hashes lie among padding.
  return noise.filter((run) => isBetween(run, ALIVE, CLEAR));
}

/** Zeros that a file begins with of which no format is known or wanted, up to a border on the grid of 4 KiB. */
export function lostHead({ format, size, blocks, zeroRuns, demanded = [] }: Content): ByteRange | undefined {
  const [first] = zeroRuns;
  if (first === undefined || first.end * HEAD_SHARE > size) return undefined;
  // A sparse file has more of them than anything else.
  if ((blocks.Z * BLOCK - first.end) * SPARSE_SHARE > size) return undefined;
  if (format !== undefined || demanded.length > 0) return undefined;
  return first.start === 0 && first.end % BLOCK === 0 ? first : undefined;
}

/** Zeros from a border on the grid of 4 KiB to the end of a file, a quarter of it at least. */
export function lostTail({ format, size, zerosAtEnd, holes }: Content): ByteRange | undefined {
  const start = size - zerosAtEnd;
  if (format?.traits.includes('paged') === true || zerosAtEnd * TAIL_SHARE < size) return undefined;
  const last = holes.at(-1);
  const isSharp = last?.end === size && last.before >= ALIVE;
  return start > 0 && start % BLOCK === 0 && isSharp ? last : undefined;
}

/** A random head ends sharply, or is so long that no header is like it. */
function isHead({ end, after }: ForeignRange): boolean {
  return after < CLEAR || end >= 2 * BLOCK;
}

function isBetween({ before, after }: ForeignRange, least: number, most: number): boolean {
  return [before, after].every((kinds) => kinds >= least && kinds < most);
}

function isCode({ verdict: standing }: Content, { start, end }: ByteRange): boolean {
  const areas = standing.is === 'sound' ? (standing.plain ?? []) : [];
  return areas.some((area) => area.start <= start && end <= area.end);
}
