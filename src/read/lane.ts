/** A lane: a worker thread around an inspector. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Meter } from './file.ts';
import { makeInspector } from './inspect.ts';
import { type JobMessage, type LaneData, unpackJob } from './message.ts';

const { root, words, bytes }: LaneData = workerData;
const inspector = makeInspector(root);
const meter: Meter = {
  isStopped: () => Atomics.load(words, 0) === 1,
  at: (index) => Atomics.store(words, 1, index),
  read: (n) => {
    bytes[0] = (bytes[0] ?? 0) + n;
  },
};

parentPort?.on('message', async (message: JobMessage) => {
  const job = unpackJob(message);
  await inspector.prepare(job);
  parentPort?.postMessage(inspector.run(job, meter));
});
