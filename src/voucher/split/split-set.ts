import { type BytePath, nameOf } from '../../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf } from '../../structure/kit/extensions.ts';
import { type SplitNames, splitNamesIn } from '../../structure/kit/split-names.ts';
import { formatOf } from '../../structure/structures.ts';

/** How to look at a file beside others: its size, and its first bytes; nothing of one that cannot be read. */
export type LookAt = {
  size(name: BytePath): number | undefined;
  head(name: BytePath, length: number): Uint8Array;
};

/** A file that was split into parts, with the names of those that end before they should. */
export type SplitSet = SplitNames & {
  readonly isFirstThere: boolean;
  readonly short: readonly BytePath[];
  /** Its content is in pages or sectors, of which a whole part may be zero. */
  readonly isPaged: boolean;
  /** The format of the whole has a check, which finds what is wrong with any part. */
  readonly isChecked: boolean;
  /** Its parts are text, which is judged as such. */
  readonly isText: boolean;
  /** Of all parts that are there. */
  readonly bytes: number;
};

const HEAD = 65_536;
const SMALL_HEAD = 4096;
/** Extensions of disks as they are, sector by sector. */
const RAW = new Set(['img', 'raw', 'dd', 'iso', 'vhd', 'dmg']);
/** Text that says where it ends. */
const DUMPS = new Set(['mysql-dump', 'pg-dump', 'mydumper']);

/**
 * Returns the files among names that were split: numbered names of which all but the last have one size, and of which only
 * the first begins as a format does. Files that are merely numbered begin alike, or differ in size.
 */
export function splitSetsIn(names: ReadonlySet<string>, look: LookAt): SplitSet[] {
  return splitNamesIn(names).flatMap((set) => confirmed(set, look) ?? []);
}

function confirmed(set: SplitNames, look: LookAt): SplitSet | undefined {
  const { parts, gaps, stem, isAlpha } = set;
  const [first = '', second = ''] = parts;
  const isFirstThere = gaps.length === 0 || first < (gaps[0] ?? '');
  const format = formatOf(look.head(first, HEAD));
  const next = formatOf(look.head(second, SMALL_HEAD));
  const isKnown = isFirstThere && format !== undefined && format.name !== 'text';
  // Packed bytes may happen to begin as text does.
  const isText = next?.name === 'text' && format?.traits.includes('dense') !== true;
  if (isKnown ? next?.name === format.name : next !== undefined && next.name !== 'text') return undefined;
  const extension = extensionOf(nameOf(stem));
  const isNamed = CONTENT_EXTENSIONS.has(extension);
  if (!isNamed && !isKnown && !(isAlpha && parts.length > 2 && next === undefined)) return undefined;
  const sizes = parts.map((part) => look.size(part) ?? -1);
  const { short, areAlike } = compareSizes(sizes);
  const isDump = isKnown && isNamed && isText && DUMPS.has(format.name);
  if (!areAlike && !isDump) return undefined;
  if (!isNamed && !isKnown && short.length > 0) return undefined;
  return {
    ...set,
    isFirstThere,
    // Text that was split by lines has parts of any size.
    short: areAlike && !isText ? short.flatMap((i) => parts[i] ?? []) : [],
    isPaged: format?.traits.includes('paged') === true || RAW.has(extension),
    isChecked: isKnown && format.createCheck !== undefined,
    isText,
    bytes: sizes.reduce((sum, size) => sum + Math.max(0, size), 0),
  };
}

/** Returns which parts before the last are short, and whether the sizes are those of a file that was cut into equal parts. */
function compareSizes(sizes: readonly number[]): {
  readonly short: readonly number[];
  readonly areAlike: boolean;
} {
  const [size = 0, other = 0] = sizes;
  if (sizes.length === 2) return { short: [], areAlike: size >= other };
  const usual = mostCommon(sizes);
  // Parts of `split -n` differ by what the division left.
  const isNear = (each: number): boolean => Math.abs(each - usual) < sizes.length;
  const odd = sizes.flatMap((each, i) => (isNear(each) || i === sizes.length - 1 ? [] : [i]));
  const last = sizes.at(-1) ?? 0;
  const areAlike =
    odd.length <= 1 && odd.every((i) => (sizes[i] ?? 0) < usual) && (last <= usual || isNear(last));
  return { short: odd, areAlike };
}

function mostCommon(sizes: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  const [[size] = [0]] = [...counts].toSorted(([a, n], [b, m]) => m - n || b - a);
  return size;
}
