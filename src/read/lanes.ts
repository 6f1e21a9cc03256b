/**
 * What the threads do for a run: they read the files of jobs, and hold parts of a tree against parts of a manifest. Every job
 * gets an answer: big files are split off so that they delay nothing, and the file on which a thread died is reported. The order
 * is not guaranteed: `mapOrdered` takes care of that.
 */
import type { WorkerProgress } from '../model/worker-progress.ts';
import { BIG_FILE, type Meter } from './file.ts';
import { createInspector, type Inspector } from './inspect.ts';
import {
  emptyAnswer,
  type FileFacts,
  NO_FACTS,
  type ReadAnswer,
  type ReadJob,
  type ReadTask,
} from './jobs.ts';
import { packJob } from './message.ts';
import { byIndex, merged, reindexed } from './parts.ts';
import { type LanesOptions, openPool } from './pool.ts';
import type { RangeAnswer, RangeJob } from './range-job.ts';

export type { LanesOptions } from './pool.ts';

/** Lanes that read files, of a tree or of what replaces it. */
export type ReadingLanes = {
  readonly count: number;
  /** Does a job; `alone` means that no other is coming, so that a small one is done without a thread. */
  inspect(job: ReadJob, alone?: boolean): Promise<ReadAnswer>;
  /** Returns the bytes read so far, including those of files in progress. */
  bytes(): number;
  /** Returns what each of the processes did that read for this one. */
  workers?(): readonly WorkerProgress[];
  close(): Promise<void>;
};

/** The lanes of a tree. */
export type Lanes = ReadingLanes & {
  /** Compares a part of the tree; `alone` as above. */
  compare(job: RangeJob, alone?: boolean): Promise<RangeAnswer>;
  /** Returns how many reads went through the page cache because they could not pass it; undefined where they need not. */
  refused(): number | undefined;
};

/** Opens lanes; their threads start with the first job that needs them. */
export function openLanes(options: LanesOptions): Lanes {
  const { root, passable, count, isUncached = false, signal } = options;
  const pool = openPool(options);
  let bytesHere = 0;
  let refusedHere = 0;
  const refused = (): void => {
    refusedHere += 1;
  };

  /** Works on the calling thread: a thread would take longer to start. */
  const here = <T>(work: (inspector: Inspector, meter: Meter) => Promise<T>): Promise<T> =>
    work(createInspector(root, passable, isUncached ? { refused } : undefined), {
      isStopped: () => signal?.aborted === true,
      at: () => {},
      read: (n: number) => {
        bytesHere += n;
      },
    });

  const enqueue = (job: ReadJob, isBig: boolean): Promise<ReadAnswer> =>
    new Promise((resolve) => {
      pool.add({
        isBig,
        message: () => packJob(job),
        done: (answer) => ('runs' in answer ? undefined : resolve(answer)),
        died: (index) => resolve(withoutTask(job, index)),
        allDied: () => resolve(allDied(job)),
      });
    });

  /** Does some tasks of a job, as one job. */
  const inspectPart = async (
    job: ReadJob,
    indexes: readonly number[],
    work: (part: ReadJob) => Promise<ReadAnswer>,
  ): Promise<ReadAnswer> => {
    const tasks = indexes.flatMap((index) => job.tasks[index] ?? []);
    return reindexed(tasks.length === 0 ? emptyAnswer() : await work({ ...job, tasks }), indexes, job);
  };

  /** Repeats a job without the task on which a lane died. */
  const withoutTask = async (job: ReadJob, died: number): Promise<ReadAnswer> => {
    const indexes = placesOf(job, (_, index) => index !== died);
    const others = await inspectPart(job, indexes, inspect);
    return { ...others, exceptions: [...others.exceptions, { index: died, facts: DIED }].toSorted(byIndex) };
  };

  /**
   * A file that turns out to be big when it is opened is deferred, too; here, because no signal is handled on this thread while
   * it is read.
   */
  const inspectSmall = async (job: ReadJob, alone: boolean): Promise<ReadAnswer> => {
    if (!alone) return enqueue(job, false);
    return here(async (inspector, meter) => {
      await inspector.prepare(job);
      return inspector.run(job, meter, true);
    });
  };

  const inspect = async (job: ReadJob, alone = false): Promise<ReadAnswer> => {
    const inspectBig = (index: number): Promise<ReadAnswer> =>
      inspectPart(job, [index], (part) => enqueue(part, true));
    const big = placesOf(job, isBigTask);
    const started = big.map(inspectBig);
    const answer =
      big.length === 0
        ? await inspectSmall(job, alone)
        : await inspectPart(
            job,
            placesOf(job, (task) => !isBigTask(task)),
            (part) => inspectSmall(part, alone),
          );
    if (answer.deferred.length === 0 && big.length === 0) return answer;
    const later = answer.deferred.map(inspectBig);
    return merged([{ ...answer, deferred: [] }, ...(await Promise.all([...started, ...later]))], job);
  };

  const compareThere = (job: RangeJob): Promise<RangeAnswer> =>
    new Promise((resolve) => {
      pool.add({
        isBig: false,
        message: () => job,
        done: (answer) => ('runs' in answer ? resolve(answer) : undefined),
        died: (index) => resolve(compareThere(refusing(job, index))),
        allDied: () => resolve(compareHere({ ...job, refused: 'all' })),
      });
    });
  const compareHere = (job: RangeJob): Promise<RangeAnswer> =>
    here(async (inspector, meter) => inspector.compare(job, meter));

  return {
    count,
    inspect,
    compare: (job, alone = false) => (alone ? compareHere(job) : compareThere(job)),
    bytes: () => pool.bytes() + bytesHere,
    refused: () => (isUncached ? pool.refused() + refusedHere : undefined),
    close: () => pool.close(),
  };
}

/** Whether a file is known to be worth a job of its own. */
function isBigTask({ size = 0 }: ReadTask): boolean {
  return size >= BIG_FILE;
}

/** Returns the indexes of the tasks that are wanted. */
function placesOf({ tasks }: ReadJob, isWanted: (task: ReadTask, index: number) => boolean): number[] {
  return tasks.flatMap((task, index) => (isWanted(task, index) ? [index] : []));
}

/** Returns a job in which one more file is not read. */
function refusing(job: RangeJob, index: number): RangeJob {
  return job.refused === 'all' ? job : { ...job, refused: [...job.refused, index] };
}

/** Returns the answer where whoever reads the files of a job dies of it. */
export function allDied({ tasks }: ReadJob): ReadAnswer {
  const sizes = new Float64Array(tasks.length);
  return { ...emptyAnswer(), sizes, exceptions: tasks.map((_, index) => ({ index, facts: DIED })) };
}

const DIED: FileFacts = { ...NO_FACTS, trouble: { code: 'LANE_DIED', doing: 'read the file' } };
