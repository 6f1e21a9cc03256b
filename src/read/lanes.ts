/**
 * The lanes: worker threads that read. Every job gets an answer: big files are split off so that they delay nothing, a
 * lane that dies is replaced and the file on which it died is reported, and a stop takes effect at the next file or
 * chunk. The order is not guaranteed: `mapOrdered` takes care of that.
 */
import { Worker } from 'node:worker_threads';
import type { Passable } from '../disk/below.ts';
import type { BytePath } from '../model/path.ts';
import { createSummaries, moveSummaries } from './content-summaries.ts';
import { BIG_FILE } from './file.ts';
import { createInspector } from './inspect.ts';
import { emptyAnswer, type FileFacts, NO_FACTS, type ReadAnswer, type ReadJob } from './jobs.ts';
import { type LaneData, NO_TASK, packJob } from './message.ts';

const QUEUED_PER_LANE = 3;
/** After this many lanes died before they had a file, no other will do better. */
const MAX_STILLBORN = 4;
/** A lane produces little garbage: without a limit its heap grows to whatever it can get. */
const LANE_LIMITS = { maxYoungGenerationSizeMb: 16 };
const LANE_SCRIPT = new URL('./lane.js', import.meta.url);

/** How to open lanes: where the files are, how many threads, what stops them. */
export type LanesOptions = {
  readonly root: BytePath;
  /** Links to directories whose files are reached through them. */
  readonly passable?: Passable;
  readonly count: number;
  readonly signal?: AbortSignal;
  /** Starts the threads at once, because there is work for them. */
  readonly eager?: boolean;
  /** Another worker script, for tests. */
  readonly script?: URL;
};

/** A pool of lanes. */
export type Lanes = {
  readonly count: number;
  /** Does a job; `alone` means that no other is coming, so that a small one is done without a thread. */
  inspect(job: ReadJob, alone?: boolean): Promise<ReadAnswer>;
  /** Returns the bytes read so far, including those of files in progress. */
  bytes(): number;
  close(): Promise<void>;
};

type Queued = {
  readonly job: ReadJob;
  readonly isBig: boolean;
  readonly resolve: (answer: ReadAnswer) => void;
};
type Lane = LaneData & { readonly worker: Worker; readonly queue: Queued[] };

/** Opens a pool; its threads start with the first job that needs them. */
export function openLanes(options: LanesOptions): Lanes {
  const { root, passable, count, signal, eager, script = LANE_SCRIPT } = options;
  const waiting: Queued[] = [];
  const lanes: Lane[] = [];
  let bytesOfOthers = 0;
  let stillborn = 0;
  const stop = (): void => {
    for (const lane of lanes) Atomics.store(lane.words, 0, 1);
  };
  signal?.addEventListener('abort', stop);

  const openLane = (): Lane => {
    const words = new Int32Array(new SharedArrayBuffer(8));
    Atomics.store(words, 1, NO_TASK);
    const bytes = new Float64Array(new SharedArrayBuffer(8));
    if (signal?.aborted === true) Atomics.store(words, 0, 1);
    const data: LaneData = { root, passable, words, bytes };
    const lane: Lane = {
      ...data,
      worker: new Worker(script, {
        workerData: data,
        trackUnmanagedFds: false,
        resourceLimits: LANE_LIMITS,
      }),
      queue: [],
    };
    lane.worker.on('message', (answer: ReadAnswer) => {
      lane.queue.shift()?.resolve(answer);
      deal();
    });
    lane.worker.on('error', () => {});
    lane.worker.on('exit', () => {
      if (lanes.includes(lane)) replace(lane);
    });
    lanes.push(lane);
    return lane;
  };

  const deal = (): void => {
    const areMoreOpened = stillborn < MAX_STILLBORN;
    if (waiting.length > 0 && lanes.length < count && areMoreOpened) openLane();
    if (lanes.length === 0 && !areMoreOpened)
      for (const { job, resolve } of waiting.splice(0)) resolve(allDied(job));
    for (let slot = 0; slot < QUEUED_PER_LANE; slot++) {
      for (const lane of lanes) {
        const next = waiting[0];
        if (next === undefined) return;
        if (lane.queue.length > slot || lane.queue.at(-1)?.isBig === true) continue;
        waiting.shift();
        lane.queue.push(next);
        lane.worker.postMessage(packJob(next.job));
      }
    }
  };

  /** Replaces a lane that died: the current task is answered with that error, and its other jobs are reassigned. */
  const replace = (lane: Lane): void => {
    lanes.splice(lanes.indexOf(lane), 1);
    bytesOfOthers += lane.bytes[0] ?? 0;
    const [broken, ...others] = lane.queue.splice(0);
    waiting.unshift(...others);
    const index = Atomics.load(lane.words, 1);
    if (index === NO_TASK) stillborn += 1;
    if (broken !== undefined) {
      if (index === NO_TASK) waiting.unshift(broken);
      else void withoutTask(broken.job, index).then(broken.resolve);
    }
    deal();
  };

  if (eager === true) while (lanes.length < count) openLane();

  const enqueue = (job: ReadJob, isBig: boolean): Promise<ReadAnswer> =>
    new Promise((resolve) => {
      if (isBig) waiting.unshift({ job, isBig, resolve });
      else waiting.push({ job, isBig, resolve });
      deal();
    });

  /** Repeats a job without the task on which a lane died. */
  const withoutTask = async (job: ReadJob, died: number): Promise<ReadAnswer> => {
    const indexes = [...job.tasks.keys()].filter((index) => index !== died);
    const tasks = indexes.flatMap((index) => job.tasks[index] ?? []);
    const others = reindexed(
      tasks.length === 0 ? emptyAnswer() : await inspect({ ...job, tasks }),
      indexes,
      job,
    );
    return { ...others, exceptions: [...others.exceptions, { index: died, facts: DIED }].toSorted(byIndex) };
  };

  /**
   * Does one small job on the calling thread: a separate thread would take longer to start. A file that turns out to be
   * big is deferred, because no signal is handled here while it is read.
   */
  const inspectHere = async (job: ReadJob): Promise<ReadAnswer> => {
    const inspector = createInspector(root, passable);
    await inspector.prepare(job);
    const meter = {
      isStopped: () => signal?.aborted === true,
      at: () => {},
      read: (n: number) => {
        bytesOfOthers += n;
      },
    };
    return inspector.run(job, meter, true);
  };

  const inspect = async (job: ReadJob, alone = false): Promise<ReadAnswer> => {
    const isBig = job.tasks.length === 1 && (job.tasks[0]?.size ?? 0) >= BIG_FILE;
    const answer = alone && !isBig ? await inspectHere(job) : await enqueue(job, isBig);
    if (answer.deferred.length === 0) return answer;
    const later = answer.deferred.map((index) => {
      const tasks = job.tasks.slice(index, index + 1);
      return enqueue({ ...job, tasks }, true).then((part) => reindexed(part, [index], job));
    });
    return merged([{ ...answer, deferred: [] }, ...(await Promise.all(later))], job);
  };

  return {
    count,
    inspect,
    bytes: () => lanes.reduce((sum, lane) => sum + (lane.bytes[0] ?? 0), bytesOfOthers),
    async close() {
      signal?.removeEventListener('abort', stop);
      await Promise.all(lanes.splice(0).map((lane) => lane.worker.terminate()));
    },
  };
}

/** Returns the answer to some tasks of a job with the indexes of that job. */
function reindexed(answer: ReadAnswer, indexes: readonly number[], job: ReadJob): ReadAnswer {
  const place = (index: number): number => indexes[index] ?? index;
  const sizes = new Float64Array(job.tasks.length);
  indexes.forEach((index, i) => {
    sizes[index] = answer.sizes?.[i] ?? job.tasks[index]?.size ?? 0;
  });
  return {
    ...answer,
    exceptions: answer.exceptions.map(({ index, facts }) => ({ index: place(index), facts })),
    sizes,
    ...summariesAt(answer, indexes, job),
    undone: answer.undone.map(place),
  };
}

function summariesAt(
  { summaries }: ReadAnswer,
  indexes: readonly number[],
  job: ReadJob,
): Pick<ReadAnswer, 'summaries'> {
  if (summaries === undefined) return {};
  const moved = createSummaries(job.tasks.length);
  moveSummaries(summaries, moved, indexes);
  return { summaries: moved };
}

/** Merges answers to parts of one job. */
function merged(answers: readonly ReadAnswer[], job: ReadJob): ReadAnswer {
  const sum = (count: (answer: ReadAnswer) => number): number =>
    answers.reduce((total, answer) => total + count(answer), 0);
  return {
    exceptions: answers.flatMap((answer) => answer.exceptions).toSorted(byIndex),
    sizes: Float64Array.from(job.tasks, (_, i) => sum((answer) => answer.sizes?.[i] ?? 0)),
    ...mergedSummaries(answers),
    files: sum((answer) => answer.files),
    bytes: sum((answer) => answer.bytes),
    matchedFiles: sum((answer) => answer.matchedFiles),
    matchedBytes: sum((answer) => answer.matchedBytes),
    deferred: answers.flatMap((answer) => answer.deferred),
    undone: answers.flatMap((answer) => answer.undone).toSorted((a, b) => a - b),
  };
}

/** Merges summaries: every task was examined in at most one part, and is zero in all others. */
function mergedSummaries(answers: readonly ReadAnswer[]): Pick<ReadAnswer, 'summaries'> {
  const all = answers.flatMap(({ summaries }) => summaries ?? []);
  const [first, ...others] = all;
  if (first === undefined) return {};
  const summaries = first.slice();
  for (const other of others)
    for (let i = 0; i < summaries.length; i++) summaries[i] = (summaries[i] ?? 0) | (other[i] ?? 0);
  return { summaries };
}

const byIndex = (a: { readonly index: number }, b: { readonly index: number }): number => a.index - b.index;

/** Returns the answer where no lane is alive. */
function allDied({ tasks }: ReadJob): ReadAnswer {
  const sizes = new Float64Array(tasks.length);
  return { ...emptyAnswer(), sizes, exceptions: tasks.map((_, index) => ({ index, facts: DIED })) };
}

const DIED: FileFacts = { ...NO_FACTS, trouble: { code: 'LANE_DIED', doing: 'read the file' } };
