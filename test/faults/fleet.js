// Kills workers, the Redis and the collector of a fleet at seeded moments, and holds what it comes to against one process: npm run fleet
//   --workers N     kills of workers (200)
//   --redis N       kills of Redis (20)
//   --collectors N  kills of the collector, which resumes (20)
//   --seed N        another series of moments
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { numbers } from '../bench/data.js';
import { pause, say, startProgram, startRedis } from '../help/fleet-of-processes.js';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '200' },
    redis: { type: 'string', default: '20' },
    collectors: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const FILES = 20_000;
const scratch = mkdtempSync('/tmp/rf-');
const root = join(scratch, 'root');
const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'state') };
const draw = numbers(Number(values.seed));
/** A whole number from 0 to below `most`. */
const below = (most) => draw() % most;

function lay() {
  for (let i = 0; i < FILES; i++) {
    if (i < 40) mkdirSync(join(root, `d${i}`), { recursive: true });
    writeFileSync(join(root, `d${i % 40}`, `f${i}.txt`), `the file ${i}\n`.repeat((i % 60) + 5));
  }
  for (let i = 0; i < 4; i++)
    writeFileSync(join(root, `big${i}.bin`), Buffer.alloc(6_000_000 + i, `a big file ${i}\n`));
}

function damage() {
  renameSync(join(root, 'd0/f40.txt'), join(root, 'd1/moved.txt'));
  truncateSync(join(root, 'd0/f80.txt'), 30);
  appendFileSync(join(root, 'd1/f41.txt'), 'more\n');
  rmSync(join(root, 'd7'), { recursive: true });
  for (let i = 3; i < 4000; i += 40) writeFileSync(join(root, 'd3', `f${i}.txt`), Buffer.alloc(3000 + i));
  writeFileSync(join(root, 'new.jpg'), Buffer.alloc(40_000));
  appendFileSync(join(root, 'big2.bin'), 'x');
}

const eventsOf = (text) =>
  text
    .trimEnd()
    .split('\n')
    .filter((each) => !each.startsWith('{"type":"progress"'))
    .map((each) => each.replaceAll(/"(?:id|startedAt)":"[^"]*"|"seconds":[\d.e-]+/g, ''));
const findingsOf = (text) => eventsOf(text).filter((each) => each.startsWith('{"type":"finding"'));

/** One run with two workers: `kill` is called at a moment, again and again until it is over or has had enough. */
async function round(kill, ...more) {
  const redis = { now: await startRedis(join(scratch, 'redis')) };
  const args = ['--redis', redis.now.url, '--root', root, '--jobs', '1', '--lease', '1s', '--color', 'never'];
  const startWorker = () => startProgram(['worker', ...args], env);
  const collect = (...flags) =>
    startProgram(['fleet', 'verify', '--json', '--redis', redis.now.url, ...more, ...flags, root], env);
  const fleet = {
    workers: [startWorker(), startWorker()],
    collector: undefined,
    redis,
    startWorker,
    collect,
  };
  fleet.collector = collect();
  while (Number(await say(redis.now.socket, 'SCARD', 'restorable:runs')) === 0) await pause(20);
  for (;;) {
    const { collector } = fleet;
    const over = await Promise.race([collector.ended.then((code) => ({ code })), pause(below(900))]);
    if (over === undefined) await kill(fleet);
    if (over === undefined || collector !== fleet.collector) continue;
    const { code } = over;
    await pause(50);
    let left = await lasting(redis.now.socket);
    // The workers are given the time to see that the run is over.
    for (let i = 0; left !== '' && i < 150; i++) {
      await pause(100);
      left = await lasting(redis.now.socket);
    }
    for (const { child } of [...fleet.workers, redis.now]) child.kill('SIGKILL');
    await Promise.all([...fleet.workers, redis.now].map((each) => each.ended));
    rmSync(join(scratch, 'redis'), { recursive: true });
    return { code, said: collector.said, left };
  }
}

/** Returns what a run has left that does not expire. */
async function lasting(socket) {
  const left = [];
  for (const key of (await say(socket, 'KEYS', 'restorable*')).split('\n').filter(Boolean))
    if ((await say(socket, 'TTL', key)).trim() === '-1') left.push(key);
  return left.join(' ');
}

let whole = [];
/** Lines of a run that one process does not have. */
const otherLines = (text) =>
  eventsOf(text)
    .filter((each) => !whole.includes(each))
    .slice(0, 5)
    .join('\n');

let wrong = 0;
function judge(name, isRight, { said, left }) {
  if (isRight && left === '') return;
  wrong += 1;
  process.stdout.write(
    `${name}: ${isRight ? `left in Redis: ${left}` : `${otherLines(said.out)}\n${said.err.slice(-500)}`}\n`,
  );
}

try {
  lay();
  await startProgram(['seal', '-q', root], env).ended;
  damage();
  const one = startProgram(['verify', '--json', '--no-journal', root], env);
  const exit = await one.ended;
  whole = eventsOf(one.said.out);
  const isWhole = ({ code, said }) => code === exit && eventsOf(said.out).join('\n') === whole.join('\n');

  const kills = { workers: 0, redis: 0, collectors: 0 };
  let runs = 0;
  while (kills.workers < Number(values.workers)) {
    const ran = await round(async (fleet) => {
      const place = below(fleet.workers.length);
      const victim = fleet.workers[place];
      victim.child.kill('SIGKILL');
      await victim.ended;
      fleet.workers[place] = fleet.startWorker();
      kills.workers += 1;
      await pause(700);
    }, '--no-journal');
    judge('workers', isWhole(ran), ran);
    runs += 1;
  }
  process.stdout.write(`| kills of workers | ${kills.workers} in ${runs} runs |\n`);
  for (runs = 0; kills.redis < Number(values.redis); runs += 1) {
    const ran = await round(async ({ redis }) => {
      redis.now.child.kill('SIGKILL');
      await redis.now.ended;
      redis.now = await startRedis(join(scratch, 'redis'));
      kills.redis += 1;
      await pause(1500);
    }, '--no-journal');
    judge('redis', isWhole(ran), ran);
  }
  process.stdout.write(`| kills of Redis | ${kills.redis} in ${runs} runs |\n`);
  for (runs = 0; kills.collectors < Number(values.collectors); runs += 1) {
    let killed = 0;
    const ran = await round(async (fleet) => {
      if (killed >= 2) {
        await pause(200);
        return;
      }
      const victim = fleet.collector;
      fleet.collector = undefined;
      victim.child.kill('SIGKILL');
      await victim.ended;
      // Its run has a minute to expire.
      await say(
        fleet.redis.now.socket,
        'DEL',
        `restorable:run:${(await say(fleet.redis.now.socket, 'SMEMBERS', 'restorable:runs')).trim()}`,
      );
      fleet.collector = fleet.collect('--resume');
      killed += 1;
      kills.collectors += 1;
    });
    const isSame =
      ran.code === exit && findingsOf(ran.said.out).join('\n') === findingsOf(one.said.out).join('\n');
    judge('collectors', isSame, ran);
  }
  process.stdout.write(
    `| kills of the collector | ${kills.collectors} in ${runs} runs |\n| wrong | ${wrong} |\n`,
  );
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
