import { getAsset, isSea } from 'node:sea';
import { Worker, type WorkerOptions } from 'node:worker_threads';

const FILE = new URL('./lane.js', import.meta.url);

/** Starts a thread that runs a lane: from its file, or in the single-file executable from the code that it carries. */
export function startLane(options: WorkerOptions): Worker {
  return isSea()
    ? new Worker(getAsset('lane.js', 'utf8'), { ...options, eval: true })
    : new Worker(FILE, options);
}
