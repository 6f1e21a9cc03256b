import { mapOrdered } from '../../flow/map-ordered.ts';
import type { Depth } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import { emptyAnswer, type ReadAnswer, type ReadJob, type ReadTask } from '../../read/jobs.ts';
import type { ReadingLanes } from '../../read/lanes.ts';
import type { HeldRun } from '../../read/range-job.ts';
import { inBatches, type PairBatch, type TreePair } from './batch.ts';

const BATCHES_PER_LANE = 3;

/** Pairs and the answer of the lane that read them; `places` maps an index of the answer to that of a pair. */
export type ReadBatch = {
  readonly pairs: readonly TreePair[];
  readonly places: readonly number[];
  readonly answer: ReadAnswer;
  /** What held between the pairs. */
  readonly held?: HeldBetween;
};

/** Paths that simply held, between pairs that have to be judged. */
export type HeldBetween = {
  /** Consecutive files of one directory, in path order, and how many of them come before each pair. */
  readonly runs: readonly HeldRun[];
  readonly runsBefore: readonly number[];
  /** Entries of every kind. */
  readonly entries: number;
  readonly undone: number;
  readonly lastPath: BytePath;
  /** The files of the runs were only looked at. */
  readonly isUnread?: boolean;
};

/** How the files of a tree are read, and what is kept of each batch. */
export type Reading<T> = {
  readonly lanes: ReadingLanes;
  /** What to read at a pair; nothing where `undefined`. */
  task(pair: TreePair): ReadTask | undefined;
  readonly digests: readonly string[];
  readonly answer: ReadJob['answer'];
  readonly depth: Depth;
  /** How many results may wait for a slow one before them. */
  readonly waiting: number;
  readonly signal: AbortSignal | undefined;
  /** Makes the small result of a batch. */
  conclude(batch: ReadBatch): T;
};

/** Has the lanes read the files of pairs, batch by batch, and yields the results in the order of the pairs. */
export function readPairs<T>(
  pairs: AsyncIterable<readonly TreePair[]>,
  reading: Reading<T>,
): AsyncGenerator<T, void, undefined> {
  const batches = untilStopped(inBatches(pairs), reading.signal);
  const busy = reading.lanes.count * BATCHES_PER_LANE;
  return mapOrdered(batches, (batch) => readBatch(reading, batch), { busy, waiting: reading.waiting });
}

async function readBatch<T>(reading: Reading<T>, { pairs, alone }: PairBatch): Promise<T> {
  return reading.conclude(await answered(reading, pairs, alone));
}

/** Has the files of pairs read that are to be; `failed` are the places of those of which this is the second read. */
export async function answered<T>(
  reading: Reading<T>,
  pairs: readonly TreePair[],
  alone: boolean,
  failed?: ReadonlySet<number>,
): Promise<ReadBatch> {
  const tasks: ReadTask[] = [];
  const places: number[] = [];
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    const task = pair === undefined ? undefined : reading.task(pair);
    if (task === undefined) continue;
    tasks.push(failed?.has(i) === true ? { ...task, failed: true } : task);
    places.push(i);
  }
  const { digests, answer: kind, depth } = reading;
  const answer =
    tasks.length === 0
      ? emptyAnswer()
      : await reading.lanes.inspect({ tasks, digests, answer: kind, depth }, alone);
  return { pairs, places, answer };
}

async function* untilStopped<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  for await (const item of items) {
    if (signal?.aborted === true) return;
    yield item;
  }
}
