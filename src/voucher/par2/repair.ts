import { withFile } from '../../disk/open.ts';
import { errorCode } from '../../model/fault.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import { type BytePath, join, unsafeBecause } from '../../model/path.ts';
import { openSliceBook, scanSlices } from './scan.ts';
import type { Par2Set } from './set.ts';

/** A slice that is longer than the longest file would only be zeros. */
const LONGEST_SLICE = 2 ** 32;
const MOST_RANGES = 8;

/** Where the slices of a file that does not hold begin, and how many they are. */
type Place = {
  readonly path: BytePath;
  readonly first: number;
  readonly count: number;
  readonly isGone: boolean;
};

/**
 * Says of files that do not hold which slices are damaged, and whether the recovery blocks that are there suffice: as many
 * as there are slices that lie nowhere in the damaged files. Details by path.
 */
export async function describePar2Damage(
  root: BytePath,
  directory: BytePath,
  sets: readonly Par2Set[],
  damaged: readonly Finding[],
): Promise<ReadonlyMap<BytePath, string>> {
  const codes = new Map(damaged.map(({ path, code }) => [path, code]));
  const details = new Map<BytePath, string>();
  for (const { sliceSize, targets, blocks } of sets) {
    const files = targets.filter(
      ({ name, isRecoverable }) => isRecoverable && unsafeBecause(name) === undefined,
    );
    const isKnown = files.every(
      ({ size, slices }) =>
        sliceSize !== undefined &&
        BigInt(slices?.length ?? -1) * BigInt(sliceSize) - size < BigInt(sliceSize),
    );
    if (sliceSize === undefined || sliceSize < 1 || sliceSize > LONGEST_SLICE || !isKnown) continue;
    const book = openSliceBook(
      sliceSize,
      files.flatMap(({ slices = [] }) => slices),
    );
    const places: Place[] = [];
    let first = 0;
    for (const { name, slices = [] } of files) {
      const path = join(directory, name);
      const code = codes.get(path);
      if (code === undefined || FINDING_CODES[code].bytes === 'elsewhere')
        for (let i = 0; i < slices.length; i++) book.found.add(first + i);
      else places.push({ path, first, count: slices.length, isGone: FINDING_CODES[code].bytes === 'gone' });
      first += slices.length;
    }
    for (const place of places)
      if (!place.isGone)
        look(join(root, place.path), (file, size) => scanSlices(file, size, book, place.first));
    const needed = book.slices.length - book.found.size;
    for (const { path, first: from, count } of places) {
      const lost = lostOf(book.found, from, count);
      const slices = `${lost.length} of ${count} slices damaged${lost.length === 0 ? '' : ` (${ranges(lost)})`}`;
      details.set(path, `${slices}; ${verdict(needed, blocks)}`);
    }
  }
  return details;
}

function verdict(needed: number, blocks: number): string {
  return needed <= blocks
    ? `repairable: its par2 set needs ${needed} of ${blocks} recovery blocks`
    : `not repairable: its par2 set needs ${needed} recovery blocks and has ${blocks}`;
}

function lostOf(found: ReadonlySet<number>, first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => !found.has(first + i));
}

/** Numbers from 0 on as people write them: `1, 4-6`. */
function ranges(numbers: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === number - 1) last.to = number;
    else runs.push({ from: number, to: number });
  }
  const told = runs.slice(0, MOST_RANGES).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return [...told, ...(runs.length > MOST_RANGES ? [`and ${runs.length - MOST_RANGES} more runs`] : [])].join(
    ', ',
  );
}

/** Opens a plain file; what cannot be read has no slices. */
function look(file: BytePath, use: (descriptor: number, size: number) => void): void {
  try {
    withFile(file, ({ descriptor, size }) => use(descriptor, size));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}
