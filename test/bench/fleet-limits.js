// Simulates a fleet on the figures that `npm run bench:fleet` measured, for sizes that nobody has at hand: node test/bench/fleet-limits.js
//   --collector MS, --redis MS, --job MS   the time that a job takes of the collector, of Redis, and of a worker beside the reading
//   --file MS                              the time that a file takes of a thread of a worker, beside its bytes
//   --rate BYTES                           what one host reads a second (2 threads)
//   --lines BYTES                          the bytes of a range in Redis, --held BYTES those that the collector holds of it
// Jobs go from the collector (one thread) over Redis (one thread) to a thread of a worker, and back; at most --ahead are under way. The first
// 40,000 jobs are simulated one by one; the rest takes as long for each as the last three quarters of them.
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    collector: { type: 'string', default: '1.4' },
    redis: { type: 'string', default: '0.5' },
    job: { type: 'string', default: '1.5' },
    file: { type: 'string', default: '0.02' },
    rate: { type: 'string', default: '1e9' },
    lines: { type: 'string', default: '35000' },
    held: { type: 'string', default: '140000' },
  },
});
const cost = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
const SIMULATED = 40_000;
const THREADS = 2;
/** A range has at most so many lines of its manifest, two for a file, and files of so many bytes. */
const RANGE_FILES = 512;
const RANGE_BYTES = 2 ** 28;

/** What is done one after the other by `count` hands: each is given the hand that is free first. */
function hands(count) {
  const free = new Float64Array(count);
  let busy = 0;
  return {
    busy: () => busy,
    take(at, ms) {
      let first = 0;
      if (count > 1) for (let i = 1; i < count; i++) if ((free[i] ?? 0) < (free[first] ?? 0)) first = i;
      const end = Math.max(at, free[first] ?? 0) + ms;
      free[first] = end;
      busy += ms;
      return end;
    },
  };
}

/** Simulates a run; returns seconds, and how busy each part is. */
function simulate({ files, bytes, workers, ahead }) {
  const inRange = Math.max(1, Math.min(RANGE_FILES, Math.floor(RANGE_BYTES / (bytes / files))));
  const jobs = Math.ceil(files / inRange);
  const reading = cost.job + inRange * cost.file + (((inRange * bytes) / files) * THREADS * 1000) / cost.rate;
  const [collector, redis, threads] = [hands(1), hands(1), hands(workers * THREADS)];
  const done = new Float64Array(SIMULATED);
  let [end, quarter] = [0, 0];
  const count = Math.min(jobs, SIMULATED);
  for (let i = 0; i < count; i++) {
    const sent = collector.take(i < ahead ? 0 : (done[i - ahead] ?? 0), cost.collector);
    const read = threads.take(redis.take(sent, cost.redis), reading);
    done[i] = read;
    end = Math.max(end, read);
    if (i === Math.floor(count / 4)) quarter = end;
  }
  const each = (end - quarter) / (count - Math.floor(count / 4) || 1);
  const share = (part, of) => Math.min(1, part.busy() / (end * of));
  return {
    jobs,
    inRange,
    seconds: (end + Math.max(0, jobs - count) * each) / 1000,
    busy: {
      collector: share(collector, 1),
      redis: share(redis, 1),
      workers: share(threads, workers * THREADS),
    },
    commands: (53 * 1000) / each,
  };
}

const line = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
line(
  'bytes',
  'files',
  'workers',
  'ranges',
  'files a range',
  'hours',
  'binds',
  'Redis, commands/s',
  'Redis, MB',
  'collector, MB',
);
for (const [bytes, files] of [
  [1e12, 1e6],
  [1e15, 1e9],
  [1e15, 1e6],
  [1e13, 1e9],
])
  for (const workers of [10, 100, 1000]) {
    const ahead = Math.max(128, workers * (THREADS + 1));
    const { jobs, inRange, seconds, busy, commands } = simulate({ files, bytes, workers, ahead });
    const [[binds, share] = ['', 0]] = Object.entries(busy).toSorted(([, a], [, b]) => b - a);
    line(
      bytes.toExponential(0),
      files.toExponential(0),
      workers,
      jobs.toLocaleString('en'),
      inRange,
      (seconds / 3600).toFixed(2),
      `${binds} (${Math.round(share * 100)} %)`,
      Math.round(commands).toLocaleString('en'),
      Math.round((ahead * cost.lines) / 1e6),
      Math.round(110 + (ahead * cost.held) / 1e6),
    );
  }
