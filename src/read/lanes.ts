/**
 * The lanes: worker threads that read. Promises an answer to every job: big files are parted off so that they hold
 * nothing up, a lane that dies is replaced and the file it died on is reported, and a stop is obeyed at the next file
 * or chunk. Does not promise any order: that is `mapOrdered`'s.
 */
import { Worker } from 'node:worker_threads';
import type { BytePath } from '../model/path.ts';
import { createSummaries, moveGlances } from './content-summaries.ts';
import { BIG_FILE } from './file.ts';
import { createInspector } from './inspect.ts';
import { emptyAnswer, type FileFacts, NO_FACTS, type ReadAnswer, type ReadJob } from './jobs.ts';
import { type LaneData, NO_TASK, packJob } from './message.ts';

const QUEUED_PER_LANE = 3;
/** So many lanes that died with no file at hand: no other will do better. */
const MOST_STILLBORN = 4;
/** A lane makes little garbage: without a limit its heap takes what it can get. */
const LANE_LIMITS = { maxYoungGenerationSizeMb: 16 };
const LANE_SCRIPT = new URL('./lane.js', import.meta.url);

/** How to open lanes: where the files are, how many threads, what stops them. */
export type LanesOptions = {
  readonly root: BytePath;
  readonly count: number;
  readonly signal?: AbortSignal;
  /** Start the threads at once, because there is work for them. */
  readonly eager?: boolean;
  /** Another worker script, for tests. */
  readonly script?: URL;
};

/** A pool of lanes. */
export type Lanes = {
  readonly count: number;
  /** Does a job; `alone` says that no other is coming, so that a small one is done without a thread. */
  inspect(job: ReadJob, alone?: boolean): Promise<ReadAnswer>;
  /** Bytes read so far, those of files under way included. */
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
export function openLanes({ root, count, signal, eager, script = LANE_SCRIPT }: LanesOptions): Lanes {
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
    const data: LaneData = { root, words, bytes };
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
    const areMoreOpened = stillborn < MOST_STILLBORN;
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

  /** A lane died: the task at hand is answered with that, and what else it had is dealt again. */
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

  /** Does a job again but for the task that a lane died on. */
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
   * Does one small job on the calling thread: a thread of its own would take longer to start. A file that turns out to be big
   * is put off, because no signal is heard here while it is read.
   */
  const inspectHere = async (job: ReadJob): Promise<ReadAnswer> => {
    const inspector = createInspector(root);
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

/** The answer to some tasks of a job, told in that job's indexes. */
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
    ...glancesAt(answer, indexes, job),
    undone: answer.undone.map(place),
  };
}

function glancesAt(
  { glances }: ReadAnswer,
  indexes: readonly number[],
  job: ReadJob,
): Pick<ReadAnswer, 'glances'> {
  if (glances === undefined) return {};
  const moved = createSummaries(job.tasks.length);
  moveGlances(glances, moved, indexes);
  return { glances: moved };
}

/** Sums answers to parts of one job. */
function merged(answers: readonly ReadAnswer[], job: ReadJob): ReadAnswer {
  const sum = (count: (answer: ReadAnswer) => number): number =>
    answers.reduce((total, answer) => total + count(answer), 0);
  return {
    exceptions: answers.flatMap((answer) => answer.exceptions).toSorted(byIndex),
    sizes: Float64Array.from(job.tasks, (_, i) => sum((answer) => answer.sizes?.[i] ?? 0)),
    ...mergedGlances(answers),
    files: sum((answer) => answer.files),
    bytes: sum((answer) => answer.bytes),
    heldFiles: sum((answer) => answer.heldFiles),
    heldBytes: sum((answer) => answer.heldBytes),
    deferred: answers.flatMap((answer) => answer.deferred),
    undone: answers.flatMap((answer) => answer.undone).toSorted((a, b) => a - b),
  };
}

/** Every task was examined in one part at most, and is zero in all others. */
function mergedGlances(answers: readonly ReadAnswer[]): Pick<ReadAnswer, 'glances'> {
  const all = answers.flatMap(({ glances }) => glances ?? []);
  const [first, ...others] = all;
  if (first === undefined) return {};
  const glances = first.slice();
  for (const other of others)
    for (let i = 0; i < glances.length; i++) glances[i] = (glances[i] ?? 0) | (other[i] ?? 0);
  return { glances };
}

const byIndex = (a: { readonly index: number }, b: { readonly index: number }): number => a.index - b.index;

/** The answer where no lane lives. */
function allDied({ tasks }: ReadJob): ReadAnswer {
  const sizes = new Float64Array(tasks.length);
  return { ...emptyAnswer(), sizes, exceptions: tasks.map((_, index) => ({ index, facts: DIED })) };
}

const DIED: FileFacts = { ...NO_FACTS, trouble: { code: 'LANE_DIED', doing: 'read the file' } };
