/** A lane: a worker thread around an inspector. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Meter } from './file.ts';
import { createInspector } from './inspect.ts';
import { type JobMessage, type LaneData, NO_TASK, unpackJob } from './message.ts';

const { root, passable, words, bytes }: LaneData = workerData;
const inspector = createInspector(root, passable);
const meter: Meter = {
  isStopped: () => Atomics.load(words, 0) === 1,
  at: (index) => Atomics.store(words, 1, index),
  read: (n) => {
    bytes[0] = (bytes[0] ?? 0) + n;
  },
};

// One job at a time: they share a buffer.
let last = Promise.resolve();

async function answer(message: JobMessage): Promise<void> {
  const job = unpackJob(message);
  await inspector.prepare(job);
  const done = await inspector.run(job, meter);
  meter.at(NO_TASK);
  parentPort?.postMessage(done);
}

parentPort?.on('message', (message: JobMessage) => {
  last = last.then(() => answer(message));
});
