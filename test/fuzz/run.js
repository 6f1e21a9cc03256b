// Runs targets in a thread and ends it where one hangs.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const HANGING_MS = 20_000;
const LANE = fileURLToPath(new URL('lane.js', import.meta.url));

/** Fuzzes targets, all where none is named; returns what each came to and what was wrong: an error, a hang or too much output. */
export function fuzz(options) {
  return new Promise((resolve, reject) => {
    const [done, wrongs] = [[], []];
    let last;
    const worker = new Worker(LANE, { workerData: options });
    const timer = setInterval(() => {
      if (last === undefined || performance.now() - last.at < HANGING_MS) return;
      wrongs.push({ ...last, is: 'wrong', why: `hangs for ${HANGING_MS / 1000} s` });
      void worker.terminate();
    }, 1000);
    worker.on('message', (message) => {
      if (message.is === 'begins') last = { ...message, at: performance.now() };
      else if (message.is === 'wrong') wrongs.push(message);
      else done.push(message);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      clearInterval(timer);
      resolve({ done, wrongs });
    });
  });
}
