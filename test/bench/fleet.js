// Measures what a fleet costs beside one process: npm run bench:fleet -- --files 50000 --bytes 2147483648 --dir /tmp/fleet-bench
// Prints the wall time, the processor seconds of all processes, the commands and the memory of Redis, and the peak of the collector.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  PROGRAM,
  pause,
  peakOf,
  say,
  secondsOf,
  start,
  startProgram,
  startRedis,
} from '../help/fleet-of-processes.js';
import { noise } from './data.js';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '50000' },
    bytes: { type: 'string', default: '2147483648' },
    dir: { type: 'string', default: '/tmp/fleet-bench' },
    workers: { type: 'string', default: '1,2,4' },
  },
});
const files = Number(values.files);
const each = Math.floor(Number(values.bytes) / files);
const root = join(values.dir, 'root');
const env = { ...process.env, XDG_STATE_HOME: join(values.dir, 'state') };

function lay() {
  const bytes = noise(each + files, 1);
  for (let i = 0; i < files; i++) {
    const directory = join(root, `d${Math.floor(i / 500)}`);
    if (i % 500 === 0) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `f${i}`), bytes.subarray(i, i + each));
  }
}

/** Runs to the end, and looks at the process until then. */
async function watched(running) {
  const begin = performance.now();
  let [seconds, peak] = [0, 0];
  const ended = running.ended.then((code) => ({ code }));
  for (;;) {
    try {
      seconds = secondsOf(running);
      peak = peakOf(running) || peak;
    } catch {
      // It ended meanwhile.
    }
    const over = await Promise.race([ended, pause(20)]);
    if (over !== undefined) return { ...over, wall: (performance.now() - begin) / 1000, seconds, peak };
  }
}

const line = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);

if (!existsSync(join(root, 'restorable.sha256'))) {
  lay();
  await start(process.execPath, [PROGRAM, 'seal', '-q', '--accept-findings', root], env).ended;
}
await startProgram(['verify', '-q', '--no-journal', root], env).ended;
line(
  'run',
  'exit',
  'wall, s',
  'processor, s',
  'collector, s',
  'collector, MB',
  'ranges',
  'Redis commands',
  'Redis, MB',
  'Redis, s',
);
for (const jobs of [1, 2]) {
  const { code, wall, seconds, peak } = await watched(
    startProgram(['verify', '-q', '--no-journal', '--jobs', `${jobs}`, root], env),
  );
  line(`verify --jobs ${jobs}`, code, wall.toFixed(1), seconds.toFixed(1), '', peak, '', '', '', '');
}
for (const count of values.workers.split(',').map(Number)) {
  const redis = await startRedis(join(values.dir, 'redis'));
  const args = ['--redis', redis.url, '--root', root, '--jobs', '1', '--color', 'never'];
  const workers = Array.from({ length: count }, () => startProgram(['worker', ...args], env));
  while (!workers.every(({ said }) => said.err.includes('waits for runs'))) await pause(50);
  const before = workers.map(secondsOf).reduce((a, b) => a + b) + secondsOf(redis);
  const collector = startProgram(['fleet', 'verify', '-q', '--no-journal', '--redis', redis.url, root], env);
  const { code, wall, seconds, peak } = await watched(collector);
  const ofRedis = secondsOf(redis);
  const all = workers.map(secondsOf).reduce((a, b) => a + b) + ofRedis - before + seconds;
  const info = await say(redis.socket, 'INFO');
  const of = (name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
  const ranges = workers
    .map(({ said }) => Number(/ends: ([\d,]+) range/.exec(said.err)?.[1]?.replace(',', '')))
    .reduce((a, b) => a + b);
  line(
    `fleet, ${count} worker${count === 1 ? '' : 's'}`,
    code,
    wall.toFixed(1),
    all.toFixed(1),
    seconds.toFixed(1),
    peak,
    ranges,
    of('total_commands_processed'),
    (of('used_memory_peak') / 1e6).toFixed(1),
    ofRedis.toFixed(1),
  );
  redis.child.kill('SIGTERM');
  await redis.ended;
  rmSync(join(values.dir, 'redis'), { recursive: true });
}
