/**
 * The threads that read. Every task gets an answer or is told that the thread died on it: big ones delay nothing, a thread that
 * dies is replaced, and a stop takes effect at the next file or chunk. The order is not guaranteed.
 */
import { Worker } from 'node:worker_threads';
import type { Passable } from '../disk/below.ts';
import { mountsForThread } from '../disk/remote-channel.ts';
import type { BytePath } from '../model/path.ts';
import type { ReadAnswer } from './jobs.ts';
import { type JobMessage, type LaneData, NO_TASK } from './message.ts';
import type { RangeAnswer, RangeJob } from './range-job.ts';
import { startLane } from './start-lane.ts';

const QUEUED_PER_LANE = 3;
/** After this many lanes died before they had a file, no other will do better. */
const MAX_STILLBORN = 4;
/** A lane produces little garbage: without a limit its heap grows to whatever it can get. */
const LANE_LIMITS = { maxYoungGenerationSizeMb: 8 };

/** How to open lanes: where the files are, how many threads, what stops them. */
export type LanesOptions = {
  readonly root: BytePath;
  /** Links to directories whose files are reached through them. */
  readonly passable?: Passable;
  readonly count: number;
  /** Reads files past the page cache where their file system allows it. */
  readonly isUncached?: boolean;
  readonly signal?: AbortSignal;
  /** Starts the threads at once, because there is work for them. */
  readonly eager?: boolean;
  /** Another worker script, for tests. */
  readonly script?: URL;
};

/** What a thread says when it is done. */
export type LaneAnswer = ReadAnswer | RangeAnswer;

/** Something for a thread to do. */
export type PoolTask = {
  /** It is worth a thread of its own. */
  readonly isBig: boolean;
  message(): JobMessage | RangeJob;
  done(answer: LaneAnswer): void;
  /** The thread died at the item of this index; the task is not tried again. */
  died(index: number): void;
  /** No thread can be started any more. */
  allDied(): void;
};

/** A pool of threads. */
export type Pool = {
  /** Has a thread do something, before all others where that is big. */
  add(task: PoolTask): void;
  /** Returns the bytes that all threads read so far, including those of files in progress. */
  bytes(): number;
  /** Returns how many reads could not pass the page cache. */
  refused(): number;
  close(): Promise<void>;
};

type Lane = LaneData & { readonly worker: Worker; readonly queue: PoolTask[] };

/** Opens a pool; its threads start with the first task that needs them. */
export function openPool(options: LanesOptions): Pool {
  const { root, passable, count, isUncached = false, signal, eager, script } = options;
  const waiting: PoolTask[] = [];
  const lanes: Lane[] = [];
  let bytesOfOthers = 0;
  let refusedOfOthers = 0;
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
    const refused = new Float64Array(new SharedArrayBuffer(8));
    const mounts = mountsForThread();
    const data: LaneData = { root, passable, isUncached, words, bytes, refused, mounts };
    const threadOptions = {
      workerData: data,
      transferList: mounts.map(({ channel }) => channel.port),
      trackUnmanagedFds: false,
      resourceLimits: LANE_LIMITS,
    };
    const lane: Lane = {
      ...data,
      worker: script === undefined ? startLane(threadOptions) : new Worker(script, threadOptions),
      queue: [],
    };
    lane.worker.on('message', (answer: LaneAnswer) => {
      lane.queue.shift()?.done(answer);
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
    if (lanes.length === 0 && !areMoreOpened) for (const task of waiting.splice(0)) task.allDied();
    for (let slot = 0; slot < QUEUED_PER_LANE; slot++) {
      for (const lane of lanes) {
        const next = waiting[0];
        if (next === undefined) return;
        if (lane.queue.length > slot || lane.queue.at(-1)?.isBig === true) continue;
        waiting.shift();
        lane.queue.push(next);
        lane.worker.postMessage(next.message());
      }
    }
  };

  const keepSums = (lane: Lane): void => {
    bytesOfOthers += lane.bytes[0] ?? 0;
    refusedOfOthers += lane.refused[0] ?? 0;
  };

  /** Replaces a lane that died: its current task is told, and its other tasks are reassigned. */
  const replace = (lane: Lane): void => {
    lanes.splice(lanes.indexOf(lane), 1);
    keepSums(lane);
    const [broken, ...others] = lane.queue.splice(0);
    waiting.unshift(...others);
    const index = Atomics.load(lane.words, 1);
    if (index === NO_TASK) stillborn += 1;
    if (broken !== undefined) {
      if (index === NO_TASK) waiting.unshift(broken);
      else broken.died(index);
    }
    deal();
  };

  if (eager === true) while (lanes.length < count) openLane();

  return {
    add(task) {
      if (task.isBig) waiting.unshift(task);
      else waiting.push(task);
      deal();
    },
    bytes: () => lanes.reduce((sum, lane) => sum + (lane.bytes[0] ?? 0), bytesOfOthers),
    refused: () => lanes.reduce((sum, lane) => sum + (lane.refused[0] ?? 0), refusedOfOthers),
    async close() {
      signal?.removeEventListener('abort', stop);
      const ending = lanes.splice(0);
      ending.forEach(keepSums);
      await Promise.all(ending.map((lane) => lane.worker.terminate()));
    },
  };
}
