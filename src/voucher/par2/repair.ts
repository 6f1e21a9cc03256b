import type { ByteRange } from '../../model/content.ts';
import { type Evidence, MOST_RANGES } from '../../model/evidence.ts';
import { FINDING_CODES, type Finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';
import { openSliceBook, scanSlices } from './scan.ts';
import type { Par2Set } from './set.ts';

/** A slice that is longer than the longest file would only be zeros. */
const LONGEST_SLICE = 2 ** 32;

/** Where the slices of a file that does not hold begin, and how many they are. */
type Place = {
  readonly path: BytePath;
  readonly first: number;
  readonly count: number;
  /** Bytes. */
  readonly size: bigint;
  readonly isGone: boolean;
};

/**
 * Says of files that do not hold which slices are damaged, and whether the recovery blocks that are there suffice: as many
 * as there are slices that lie nowhere in the damaged files. Details by path; `paths`
 * are those of the names in the sets.
 */
export async function describePar2Damage(
  root: BytePath,
  paths: ReadonlyMap<BytePath, BytePath>,
  sets: readonly Par2Set[],
  damaged: readonly Finding[],
): Promise<ReadonlyMap<BytePath, Evidence>> {
  const codes = new Map(damaged.map(({ path, code }) => [path, code]));
  const details = new Map<BytePath, Evidence>();
  for (const { sliceSize, targets, blocks } of sets) {
    const files = targets.flatMap((target) => {
      const path = paths.get(target.name);
      return target.isRecoverable && path !== undefined ? [{ ...target, path }] : [];
    });
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
    for (const { path, slices = [], size } of files) {
      const code = codes.get(path);
      if (code === undefined || FINDING_CODES[code].bytes === 'elsewhere')
        for (let i = 0; i < slices.length; i++) book.found.add(first + i);
      else {
        const isGone = FINDING_CODES[code].bytes === 'gone';
        places.push({ path, first, count: slices.length, size, isGone });
      }
      first += slices.length;
    }
    for (const place of places)
      if (!place.isGone)
        withVoucherFile(root, place.path, (file, size) => scanSlices(file, size, book, place));
    const needed = book.slices.length - book.found.size;
    for (const { path, first: from, count, size } of places) {
      const lost = lostOf(book.found, from, count);
      const runs = runsOf(lost);
      details.set(path, {
        is: 'slices',
        damaged: lost.length,
        of: count,
        runs: runs.slice(0, MOST_RANGES),
        more: Math.max(0, runs.length - MOST_RANGES),
        bytes: sliceSize,
        size: Number(size),
        needed,
        blocks,
      });
    }
  }
  return details;
}

function lostOf(found: ReadonlySet<number>, first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => !found.has(first + i));
}

/** Numbers in order as ranges of consecutive ones, end exclusive. */
function runsOf(numbers: readonly number[]): ByteRange[] {
  const runs: { start: number; end: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.end === number) last.end += 1;
    else runs.push({ start: number, end: number + 1 });
  }
  return runs;
}
