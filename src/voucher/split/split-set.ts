import { type BytePath, nameOf } from '../../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf } from '../../structure/kit/extensions.ts';
import { isZero } from '../../structure/kit/read-int.ts';
import { type SplitNames, splitNamesIn } from '../../structure/kit/split-names.ts';
import type { Structure } from '../../structure/kit/structure.ts';
import { formatOf } from '../../structure/structures.ts';

/** How to look at a file beside others: its size, its first and its last bytes; nothing of one that cannot be read. */
export type LookAt = {
  size(name: BytePath): number | undefined;
  head(name: BytePath, length: number): Uint8Array;
  tail(name: BytePath, length: number): Uint8Array;
};

/** A file that was split into parts, with the names of those that end before they should. */
export type SplitSet = SplitNames & {
  readonly isFirstThere: boolean;
  readonly short: readonly BytePath[];
  /** Its content is in pages or sectors, of which a whole part may be zero. */
  readonly isPaged: boolean;
  /** The format of the whole has a check, which finds what is wrong with any part. */
  readonly isChecked: boolean;
  /** It is packed or encrypted, so that no two parts are alike. */
  readonly isDense: boolean;
  /** Its parts are text, which is judged as such. */
  readonly isText: boolean;
  /** Of all parts that are there. */
  readonly bytes: number;
};

const HEAD = 65_536;
const SMALL_HEAD = 4096;
/** Extensions of disks as they are, sector by sector. */
const RAW = new Set(['img', 'raw', 'dd', 'iso', 'vhd', 'dmg']);
/** Archives that end with zeros, whatever comes after them. */
const ZEROS_LAST = new Set(['tar', 'cpio']);
const LEAST_ZEROS = 512;
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
  const { parts, gaps, stem, isAlpha, isLoose } = set;
  const [first = '', second = ''] = parts;
  if (isLoose && !mayBeEqualParts(parts, look)) return undefined;
  const isFirstThere = gaps.length === 0 || first < (gaps[0] ?? '');
  const format = formatOf(look.head(first, HEAD));
  const isDense = format?.traits.includes('dense') === true;
  const next = formatOf(look.head(isDense ? nextOf(parts, look) : second, SMALL_HEAD));
  const isKnown = isFirstThere && format !== undefined && format.name !== 'text';
  // A part of an archive may begin as text does.
  const isPacked = isDense || ZEROS_LAST.has(format?.name ?? '');
  const isText = next?.name === 'text' && !isPacked;
  const isOwn = next !== undefined && next.name !== 'text';
  if (isLoose && (isOwn || !isKnown || !goesOn(format, first, look))) return undefined;
  if (isKnown ? next?.name === format.name : isOwn) return undefined;
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
    isDense: isKnown && isDense,
    isText,
    bytes: sizes.reduce((sum, size) => sum + Math.max(0, size), 0),
  };
}

/**
 * Returns whether a first part goes on in others, as far as that can be told: the check of its format says it of the whole, and it is
 * no image, of which a part may be filled, nor an archive that ends in it.
 */
function goesOn(format: Structure, first: BytePath, look: LookAt): boolean {
  if (format.createCheck === undefined) return false;
  if (ZEROS_LAST.has(format.name)) return !isZero(look.tail(first, LEAST_ZEROS));
  return !format.traits.includes('paged');
}

/** Returns the part that tells whether the first goes on: the third where the second is the first once more. */
function nextOf([first = '', second = '', third]: readonly BytePath[], look: LookAt): BytePath {
  const [own, other] = [first, second].map((part) => Buffer.from(look.head(part, SMALL_HEAD)));
  const isDoubled = own?.length === SMALL_HEAD && other?.equals(own) === true;
  return isDoubled && third !== undefined ? third : second;
}

/** Returns whether the first parts have one size, but one that may be cut: what is merely numbered is not opened. */
function mayBeEqualParts(parts: readonly BytePath[], look: LookAt): boolean {
  const [size = 0, ...others] = parts.slice(0, 3).map((part) => look.size(part) ?? -1);
  return parts.length === 2 || others.some((other) => Math.abs(other - size) < parts.length);
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
