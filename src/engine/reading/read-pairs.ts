import { mapOrdered } from '../../flow/map-ordered.ts';
import type { Depth } from '../../model/content.ts';
import { emptyAnswer, type ReadAnswer, type ReadJob, type ReadTask } from '../../read/jobs.ts';
import type { Lanes } from '../../read/lanes.ts';
import { inBatches, type PairBatch, type TreePair } from './batch.ts';

const BATCHES_PER_LANE = 3;

/** Pairs and the answer of the lane that read them; `places` maps an index of the answer to that of a pair. */
export type ReadBatch = {
  readonly pairs: readonly TreePair[];
  readonly places: readonly number[];
  readonly answer: ReadAnswer;
};

/** How the files of a tree are read, and what is kept of each batch. */
export type Reading<T> = {
  readonly lanes: Lanes;
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
  const tasks: ReadTask[] = [];
  const places: number[] = [];
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    const task = pair === undefined ? undefined : reading.task(pair);
    if (task === undefined) continue;
    tasks.push(task);
    places.push(i);
  }
  const { digests, answer: kind, depth } = reading;
  const answer =
    tasks.length === 0
      ? emptyAnswer()
      : await reading.lanes.inspect({ tasks, digests, answer: kind, depth }, alone);
  return reading.conclude({ pairs, places, answer });
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
