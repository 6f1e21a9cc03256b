import type { ReadEvent } from '../model/event.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import type { ReadingLanes } from '../read/lanes.ts';
import { excluding } from '../walk/selection.ts';
import { type BatchResult, judgeBatch } from './judge/judge-batch.ts';
import type { Plan } from './plan.ts';
import type { Reading } from './reading/read-pairs.ts';
import { taskFor } from './reading/tasks.ts';
import type { RunOptions } from './run.ts';
import { readEvents } from './shard-run.ts';

/** Results that may wait for a big file: few where they hold much, the lines of a manifest or what was seen of each file. */
const WAITING = { held: 8192, examined: 512, written: 256 };

/** The verdict on a batch, and what is written of it when its turn has come. */
export type JudgedBatch = BatchResult & {
  readonly write?: (() => void) | undefined;
  /** What its reads came to, where the run is over a part of the tree. */
  readonly reads?: readonly ReadEvent[];
};

/** Returns how the files of a run are read and judged, for the lanes that read them. */
export async function judgedReading(
  plan: Plan,
  { expectEncrypted = [], expectZero = [], depth = 'normal', signal, shard, remote }: RunOptions,
): Promise<(lanes: ReadingLanes) => Reading<JudgedBatch>> {
  const { exempt, vouchers, digests, sink, examined } = plan;
  const isExpected = await excluding(expectEncrypted);
  const mayBeZero = await excluding(expectZero);
  const rules = {
    exempt,
    isExpected,
    mayBeZero,
    wanted: (entry: ManifestEntry) => plan.wanted(entry),
    isWritten: sink !== undefined,
  };
  const hasPast = vouchers.some(({ inventory }) => inventory === 'closed');
  const waiting = sink === undefined ? (hasPast ? 'held' : 'examined') : 'written';
  return (lanes) => ({
    lanes,
    task: (pair) => taskFor(pair, rules),
    digests,
    answer: sink === undefined ? 'exceptions' : 'all',
    depth,
    waiting: WAITING[waiting],
    signal,
    conclude: (batch) => ({
      ...judgeBatch(batch, (key) => (exempt.has(key) ? 'none' : plan.scopeOf(key)), examined, remote?.unseen),
      write: sink?.prepare(batch),
      ...(shard === undefined ? {} : { reads: readEvents(batch) }),
    }),
  });
}
