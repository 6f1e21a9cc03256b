// The thread in which a target is run, so that the other can end it where it hangs.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { mutated } from './mutate.js';
import { isRefusal, MOST_OUTPUT, targetsIn } from './targets.js';

/** So many inputs of one source follow each other. */
const ROW = 8;
const { work, names, seed, count, milliseconds } = workerData;
const own = join(work, `lane-${process.pid}-${seed}`);
mkdirSync(own, { recursive: true });
try {
  const targets = (await targetsIn(own)).filter(({ name }) => names.length === 0 || names.includes(name));
  for (const target of targets) await fuzz(target);
} finally {
  rmSync(own, { recursive: true, force: true });
}

/** Runs one target until its time or its count is over. */
async function fuzz(target) {
  const { name, sources } = target;
  const until = performance.now() + milliseconds;
  let [executions, refused, most] = [0, 0, 0];
  for (; sources.length > 0 && executions < count && performance.now() < until; executions++) {
    const at = seed + executions;
    const source = sources[Math.floor(executions / ROW) % sources.length];
    const other = sources[(executions * 7 + 3) % sources.length].bytes;
    const bytes = mutated(source.bytes, other, at);
    parentPort.postMessage({ is: 'begins', name, seed: at, source: source.name, bytes });
    try {
      const output = await target.run({ ...source, bytes }, own);
      most = Math.max(most, output);
      if (output > MOST_OUTPUT) throw new Error(`says ${output} bytes`);
    } catch (error) {
      if (isRefusal(error)) refused += 1;
      else
        parentPort.postMessage({ is: 'wrong', name, seed: at, source: source.name, bytes, why: error.stack });
    }
  }
  parentPort.postMessage({ is: 'done', name, executions, refused, most });
}
