import { mapOrdered } from '../../flow/map-ordered.ts';
import { receiveEntry } from '../../manifest/native/entry.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Counts, ManifestRange, RangedManifest } from '../../model/manifest-range.ts';
import type { Lanes } from '../../read/lanes.ts';
import type { RangeAnswer, RangeException } from '../../read/range-job.ts';
import type { TreePair } from './batch.ts';
import { answered, type Reading } from './read-pairs.ts';

const RANGES_PER_LANE = 3;

/** How ranges are read: as pairs are, by lanes that can compare. */
export type RangeReading<T> = Omit<Reading<T>, 'lanes'> & {
  readonly lanes: Lanes;
  /** Takes findings about the manifest itself. */
  report(finding: Finding): void;
};

type Ranged<T> = { readonly result: T; readonly answer: RangeAnswer };

/**
 * Has the lanes hold a tree against the ranges of its manifest, and yields the results in path order. What does not simply hold
 * is read and judged as pairs of any tree are.
 */
export async function* readRanges<T>(
  { format, ranges, conclude }: RangedManifest,
  reading: RangeReading<T>,
): AsyncGenerator<T, void, undefined> {
  const by = { format: 'native', path: format.file };
  const compare = async ({ range, alone }: NextRange): Promise<Ranged<T>> => {
    const answer = await reading.lanes.compare({ range, format, refused: [] }, alone);
    return { result: await concluded(answer, reading, by, alone), answer };
  };
  const busy = reading.lanes.count * RANGES_PER_LANE;
  const counted: Counts = { files: 0, dirs: 0, links: 0, special: 0, errors: 0, bytes: 0 };
  const window = { busy, waiting: reading.waiting };
  for await (const { result, answer } of mapOrdered(
    untilStopped(ranges(), reading.signal),
    compare,
    window,
  )) {
    for (const finding of answer.findings) reading.report(finding);
    addCounts(counted, answer.counts);
    yield result;
  }
  if (reading.signal?.aborted !== true) for (const finding of conclude(counted)) reading.report(finding);
}

type NextRange = { readonly range: ManifestRange; readonly alone: boolean };

async function* untilStopped(
  ranges: AsyncIterable<ManifestRange>,
  signal: AbortSignal | undefined,
): AsyncGenerator<NextRange, void, undefined> {
  for await (const range of ranges) {
    if (signal?.aborted === true) return;
    yield { range, alone: range.after === '' && range.last === undefined };
  }
}

async function concluded<T>(
  { exceptions, runs, held, undone, lastPath }: RangeAnswer,
  reading: RangeReading<T>,
  by: VoucherRef,
  alone: boolean,
): Promise<T> {
  const pairs = exceptions.map((each) => pairOf(each, by));
  const failed = new Set([...exceptions.keys()].filter((place) => exceptions[place]?.isMismatch));
  const batch = await answered(reading, pairs, alone, failed);
  const runsBefore = exceptions.map((each) => each.runsBefore);
  return reading.conclude({ ...batch, held: { runs, runsBefore, entries: held, undone, lastPath } });
}

function pairOf({ left, right }: RangeException, by: VoucherRef): TreePair {
  return {
    ...(left === undefined ? {} : { left }),
    ...(right === undefined ? {} : { right: receiveEntry(right, by) }),
  };
}

function addCounts(to: Counts, from: Counts): void {
  to.files += from.files;
  to.dirs += from.dirs;
  to.links += from.links;
  to.special += from.special;
  to.errors += from.errors;
  to.bytes += from.bytes;
}
