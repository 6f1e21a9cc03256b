/**
 * The lanes of a run whose files are read by a fleet. What fails at every worker is given out again in smaller pieces, down to the one file that it
 * is about: that one is reported as one on which a thread died, and everything beside it is read.
 */

import type { BytePath } from '../../model/path.ts';
import type { WorkerProgress } from '../../model/worker-progress.ts';
import { emptyAnswer, type ReadAnswer, type ReadJob } from '../../read/jobs.ts';
import { allDied, type Lanes, openLanes } from '../../read/lanes.ts';
import { merged, reindexed } from '../../read/parts.ts';
import type { RangeAnswer, RangeJob } from '../../read/range-job.ts';
import type { Outcome, Post } from './post.ts';

/** A run at the post. */
export type FleetRun = Pick<Post, 'send' | 'close'> & { workers(): readonly WorkerProgress[] };

/** How the lanes of a fleet are opened. */
export type FleetLanesOptions = {
  readonly root: BytePath;
  readonly passable: ReadonlySet<BytePath>;
  readonly isUncached: boolean;
  /** How many jobs are given out at a time. */
  readonly ahead: number;
  readonly open: () => Promise<FleetRun>;
};

/** A run has three ranges under way for each lane. */
const RANGES_PER_LANE = 3;

/** Opens the lanes of a fleet; its run begins at once. */
export function openFleetLanes({ root, passable, isUncached, ahead, open }: FleetLanesOptions): Lanes {
  const opening = open();
  let opened: FleetRun | undefined;
  let bytes = 0;
  let throughCache = 0;
  let here: Lanes | undefined;
  // Who asks for an answer learns of it.
  opening.then(
    (run) => {
      opened = run;
    },
    () => {},
  );
  const how = { isUncached, passable: [...passable] };
  const send = async (job: { readonly range: RangeJob } | { readonly read: ReadJob }): Promise<Outcome> => {
    const outcome = await (await opening).send({ ...how, ...job });
    if (outcome.is === 'done') throughCache += outcome.answer.throughCache;
    return outcome;
  };

  const compare = async (job: RangeJob): Promise<RangeAnswer> => {
    const outcome = await send({ range: job });
    if (outcome.is === 'stopped') return undone(job);
    if (outcome.is === 'done' && 'range' in outcome.answer) {
      bytes += outcome.answer.range.runs.reduce((sum, run) => sum + run.bytes, 0);
      return outcome.answer.range;
    }
    // Without its files it is only listed, which nobody dies of: then they are read one by one.
    if (job.refused !== 'all') return compare({ ...job, refused: 'all' });
    here ??= openLanes({ root, passable, count: 1, isUncached });
    return here.compare(job, true);
  };

  const inspect = async (job: ReadJob, isLast = false): Promise<ReadAnswer> => {
    const outcome = await send({ read: job });
    if (outcome.is === 'stopped') return { ...emptyAnswer(), undone: [...job.tasks.keys()] };
    if (outcome.is === 'done' && 'read' in outcome.answer) {
      bytes += outcome.answer.read.bytes;
      return outcome.answer.read;
    }
    const { length } = job.tasks;
    // Workers may have been stopped by chance: what is said to be no file for them was given out alone, and then once more.
    if (length <= 1) return isLast ? allDied(job) : inspect(job, true);
    const half = Math.ceil(length / 2);
    const places = [...job.tasks.keys()];
    const parts = [places.slice(0, half), places.slice(half)].map(async (part) => {
      const tasks = part.flatMap((place) => job.tasks[place] ?? []);
      return reindexed(await inspect({ ...job, tasks }), part, job);
    });
    return merged(await Promise.all(parts), job);
  };

  return {
    count: Math.ceil(ahead / RANGES_PER_LANE),
    inspect: (job) => inspect(job),
    compare,
    bytes: () => Math.max(bytes, sum(opened?.workers() ?? [])),
    refused: () => (isUncached ? throughCache : undefined),
    workers: () => opened?.workers() ?? [],
    async close() {
      await here?.close();
      await (await opening.catch(() => undefined))?.close();
    },
  };
}

const sum = (workers: readonly WorkerProgress[]): number =>
  workers.reduce((total, { bytes }) => total + bytes, 0);

function undone({ range }: RangeJob): RangeAnswer {
  const counts = { files: 0, dirs: 0, links: 0, special: 0, errors: 0, bytes: 0 };
  const none = { runs: [], exceptions: [], findings: [], counts, held: 0 };
  return { ...none, undone: Math.max(1, range.files), lastPath: range.after };
}
