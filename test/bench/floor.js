// The least that Node takes for the files of a tree: each is opened, read and closed in one of two threads, and nothing else is done.
//   node test/bench/floor.js DIRECTORY
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const THREADS = 2;

if (isMainThread) {
  const root = process.argv[2];
  if (root === undefined) throw new Error('which directory?');
  const directories = readdirSync(root).map((name) => join(root, name));
  for (let i = 0; i < THREADS; i++) {
    const part = directories.filter((_, n) => n % THREADS === i);
    const thread = new Worker(new URL(import.meta.url), { workerData: part });
    thread.on('error', (error) => {
      throw error;
    });
  }
} else {
  const buffer = Buffer.allocUnsafeSlow(256 * 1024);
  for (const directory of workerData)
    for (const name of readdirSync(directory)) {
      const descriptor = openSync(`${directory}/${name}`, 'r');
      readSync(descriptor, buffer, 0, buffer.length, null);
      closeSync(descriptor);
    }
}
