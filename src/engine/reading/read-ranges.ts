import { mapOrdered } from '../../flow/map-ordered.ts';
import { receiveEntry } from '../../manifest/native/entry.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Counts, ManifestRange, RangedManifest } from '../../model/manifest-range.ts';
import type { Lanes } from '../../read/lanes.ts';
import type { FileOrder, RangeAnswer, RangeException } from '../../read/range-job.ts';
import type { RangeProofs, ReadRange } from '../proofs/proofs.ts';
import type { TreePair } from './batch.ts';
import { outcomeOf } from './range-outcome.ts';
import { answered, type ReadBatch, type Reading } from './read-pairs.ts';

const RANGES_PER_LANE = 3;

/** How ranges are read: as pairs are, by lanes that can compare. */
export type RangeReading<T> = Omit<Reading<T>, 'lanes'> & {
  readonly lanes: Lanes;
  /** Takes findings about the manifest itself. */
  report(finding: Finding): void;
  /** What other runs proved, and takes what this one does; without it every file is read. */
  readonly proofs?: RangeProofs | undefined;
};

type Ranged<T> = { readonly result: T; readonly answer: RangeAnswer };

const READ: FileOrder = { is: 'read' };

/**
 * Has the lanes hold a tree against the ranges of its manifest, and yields the results in path order. What does not simply hold
 * is read and judged as pairs of any tree are.
 */
export async function* readRanges<T>(
  ranged: RangedManifest,
  reading: RangeReading<T>,
): AsyncGenerator<T, void, undefined> {
  const { format, ranges, conclude } = ranged;
  const { lanes, proofs, signal } = reading;
  const by = { format: 'native', path: format.file };
  const compared = (order: FileOrder, { range, alone }: NextRange): Promise<RangeAnswer> =>
    lanes.compare({ range, format, order, refused: [] }, alone);

  const compare = async (next: NextRange): Promise<Ranged<T>> => {
    const { range, alone } = next;
    let order = proofs?.orderOf(range) ?? READ;
    let answer = await compared(order, next);
    if (answer.stale !== undefined && proofs !== undefined) {
      order = proofs.orderAfter(range, answer.stale);
      answer = await compared(order, next);
    }
    const isUnread = order.is === 'glance' || (order.is === 'look' && proofs?.isOfThisRun(range) !== true);
    const batch = await batchOf(answer, reading, { by, alone, isUnread });
    proofs?.note(range, order, outcomeOf(answer, batch));
    return { result: reading.conclude(batch), answer };
  };
  /** Reads what the entries promise, and nothing else. */
  const read: ReadRange = async (range, order) => {
    const answer = await compared(order, { range, alone: false });
    const exceptions = answer.exceptions.filter(({ right }) => right !== undefined);
    const promised = { ...answer, exceptions };
    return outcomeOf(promised, await batchOf(promised, reading, { by, alone: false, isUnread: false }));
  };

  await proofs?.proveFirst?.(ranged, read, lanes.count);
  const busy = lanes.count * RANGES_PER_LANE;
  const counted: Counts = { files: 0, dirs: 0, links: 0, special: 0, errors: 0, bytes: 0 };
  const window = { busy, waiting: reading.waiting };
  for await (const { result, answer } of mapOrdered(untilStopped(ranges(), signal), compare, window)) {
    for (const finding of answer.findings) reading.report(finding);
    addCounts(counted, answer.counts);
    yield result;
  }
  if (signal?.aborted !== true) for (const finding of conclude(counted)) reading.report(finding);
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

/** Has read what did not simply hold, and returns all of a range. */
async function batchOf<T>(
  { exceptions, runs, held, undone, lastPath }: RangeAnswer,
  reading: RangeReading<T>,
  how: { readonly by: VoucherRef; readonly alone: boolean; readonly isUnread: boolean },
): Promise<ReadBatch> {
  const pairs = exceptions.map((each) => pairOf(each, how.by));
  const failed = new Set([...exceptions.keys()].filter((place) => exceptions[place]?.isMismatch));
  const batch = await answered(reading, pairs, how.alone, failed);
  const runsBefore = exceptions.map((each) => each.runsBefore);
  const between = { runs, runsBefore, entries: held, undone, lastPath, isUnread: how.isUnread };
  return { ...batch, held: between };
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
