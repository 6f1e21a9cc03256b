// Prints the milliseconds from the moment at which a lane, which has compared a file before, gets the first one that it examines to
// its answer: what has to be loaded for that.
//   node test/bench/first-file.js FILE
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

const file = resolve(process.argv[2] ?? import.meta.filename);
const shared = (Kind, length) => new Kind(new SharedArrayBuffer(8 * length));
const lane = new Worker(new URL('../../dist/program/lane.js', import.meta.url), {
  workerData: {
    root: dirname(file),
    isUncached: false,
    mounts: [],
    words: shared(Int32Array, 1),
    bytes: shared(Float64Array, 1),
    refused: shared(Float64Array, 1),
  },
});

/** Has the lane compare a file with its digest, or examine it too; gives the milliseconds. */
async function ask(examine) {
  const start = performance.now();
  lane.postMessage({
    paths: basename(file),
    algorithm: 'sha256',
    wanted: createHash('sha256').update(readFileSync(file)).digest('hex'),
    sizes: Float64Array.of(Number.NaN),
    examine: Uint8Array.of(examine),
    digests: [],
    answer: 'exceptions',
    depth: 'normal',
  });
  const [answer] = await once(lane, 'message');
  if (answer.files !== 1) throw new Error('the file was not read');
  return performance.now() - start;
}

await ask(0);
process.stdout.write(`${(await ask(1)).toFixed(1)}\n`);
await lane.terminate();
