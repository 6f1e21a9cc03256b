import { align } from '../../flow/align.ts';
import { mapOrdered } from '../../flow/map-ordered.ts';
import type { Depth } from '../../model/content.ts';
import { type FileEntry, orderKey } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
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

/** A tree, what was promised of it, and how each of its files is to be read. */
export type Reading<T> = {
  readonly root: BytePath;
  readonly entries: AsyncIterable<readonly FileEntry[]>;
  readonly promises: AsyncIterable<readonly ManifestEntry[]>;
  readonly lanes: Lanes;
  /** What to read at a pair; nothing where `undefined`. */
  task(pair: TreePair): ReadTask | undefined;
  readonly digests: readonly string[];
  readonly answer: ReadJob['answer'];
  readonly depth: Depth;
  /** How many results may wait behind a slow one. */
  readonly waiting: number;
  readonly signal: AbortSignal | undefined;
  /** Makes the small result of a batch. */
  conclude(batch: ReadBatch): T;
};

/** The pipeline: walk and manifest in lock step, read by the lanes, concluded batch by batch, in path order. */
export function readTree<T>(reading: Reading<T>): AsyncGenerator<T, void, undefined> {
  const pairs = align(reading.entries, reading.promises, { left: orderKey, right: orderKey });
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
