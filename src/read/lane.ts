/** A lane: a worker thread around an inspector. */
import { parentPort, workerData } from 'node:worker_threads';
import { addMounts } from '../disk/remote-channel.ts';
import type { Meter } from './file.ts';
import { createInspector } from './inspect.ts';
import { type JobMessage, type LaneData, NO_TASK, unpackJob } from './message.ts';
import type { LaneAnswer } from './pool.ts';
import type { RangeJob } from './range-job.ts';

const { root, passable, isUncached, words, bytes, refused, mounts }: LaneData = workerData;
addMounts(mounts);
const uncached = {
  refused: () => {
    refused[0] = (refused[0] ?? 0) + 1;
  },
};
const inspector = createInspector(root, passable, isUncached ? uncached : undefined);
const meter: Meter = {
  isStopped: () => Atomics.load(words, 0) === 1,
  at: (index) => Atomics.store(words, 1, index),
  read: (n) => {
    bytes[0] = (bytes[0] ?? 0) + n;
  },
};

// One job at a time: they share a buffer.
let last = Promise.resolve();

async function answer(message: JobMessage | RangeJob): Promise<void> {
  const done = await doneWith(message);
  meter.at(NO_TASK);
  parentPort?.postMessage(done);
}

async function doneWith(message: JobMessage | RangeJob): Promise<LaneAnswer> {
  if ('range' in message) return inspector.compare(message, meter);
  const job = unpackJob(message);
  await inspector.prepare(job);
  return inspector.run(job, meter);
}

parentPort?.on('message', (message: JobMessage | RangeJob) => {
  last = last.then(() => answer(message));
});
