// A worker that fails at every job in which a file is to be read: node poisoned-worker.js URL ROOT PATH
import { hostname } from 'node:os';
import * as bullmq from 'bullmq';
import { openRedis, patientOptions } from '../../dist/cli/fleet/connection.js';
import { unpackJob } from '../../dist/cli/fleet/job-message.js';
import { listRuns } from '../../dist/cli/fleet/runs.js';
import { serveRun } from '../../dist/cli/fleet/serve-run.js';

const [url = '', root = '', poison = ''] = process.argv.slice(2);
const address = { shown: url, options: { path: url.slice('unix://'.length) } };
const hasPoison = (data) => {
  const job = unpackJob(data.job);
  if (job === undefined) return false;
  if ('read' in job) return job.read.tasks.some(({ path }) => path === poison);
  return job.range.refused !== 'all' && Buffer.from(job.range.range.lines).includes(`  ${poison}\n`);
};

/** What BullMQ has, with workers that look at what they are given first. */
class Careful extends bullmq.Worker {
  constructor(name, work, options) {
    super(
      name,
      async (job, token) => {
        if (hasPoison(job.data)) throw new Error('poisoned');
        return work(job, token);
      },
      options,
    );
  }
}

const redis = await openRedis(bullmq, address);
const served = new Map();
setInterval(async () => {
  for (const [run, record] of await listRuns(redis)) {
    if (typeof record === 'string' || served.has(run)) continue;
    const name = `${hostname()}/${process.pid}`;
    const options = { connection: patientOptions(address), redis, root, run, record, name, threads: 1 };
    served.set(run, serveRun({ ...options, bullmq: { ...bullmq, Worker: Careful }, leaseMs: 1000 }));
  }
  for (const each of served.values()) await each.beat();
}, 200);
