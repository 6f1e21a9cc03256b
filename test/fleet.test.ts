/** `fleet verify` and `worker` on a real Redis: a tree that others read comes to what one run over it comes to, whatever becomes of them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { comparable } from './help/comparable.ts';
import { type Home, makeHome } from './help/home.ts';
import { execute, isFinding, nameFinding, PROGRAM, parseEvents, type Ran } from './help/program.ts';
import { type TestRedis, testRedis } from './help/redis.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';
import { until } from './help/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();
const TOP = join(import.meta.dirname, '..');
const FAST = ['--lease', '1s', '--jobs', '1'];
let redis: TestRedis;
let home: Home;
let whole: Ran;

type Running = { readonly child: ChildProcess; readonly ended: Promise<Ran>; said(): string };
const running = new Set<Running>();

const start = (...args: readonly string[]): Running => startNode(PROGRAM, ...args);

/** Starts a program of Node; what is still there after a test is killed. */
function startNode(...args: readonly string[]): Running {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, XDG_STATE_HOME: home.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += String(chunk);
  });
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const started = { child, ended, said: () => stderr };
  running.add(started);
  void ended.then(() => running.delete(started));
  return started;
}

const worker = (root = home.root, ...more: readonly string[]): Running =>
  start('worker', '--redis', redis.url, '--root', root, ...FAST, ...more);
const collector = (...more: readonly string[]): Running =>
  start('fleet', 'verify', '--redis', redis.url, '--json', '--no-journal', ...more, home.root);

/** The only run that wants workers, once its first job is there. */
async function runWithJobs(): Promise<string> {
  let run = '';
  await until(() => {
    run = redis.say('SMEMBERS', 'restorable:runs');
    return run !== '' && Number(redis.say('LLEN', `restorable:${run}:wait`)) > 0;
  }, 'a run with jobs');
  return run;
}

const keys = (): string[] =>
  redis
    .say('KEYS', 'restorable*')
    .split('\n')
    .filter((key) => key !== '');

/** What is left in Redis and does not expire. */
const lasting = (): string[] => keys().filter((key) => redis.say('TTL', key) === '-1');

describe.skipIf(!needs('redis-server', 'redis-cli'))('a fleet', () => {
  beforeAll(async () => {
    redis = testRedis(mkdtempSync('/tmp/rf-'));
    await redis.start();
    home = makeHome(scratch);
    const { root } = home;
    for (let i = 0; i < 1200; i++) {
      mkdirSync(join(root, `d${i % 4}`), { recursive: true });
      writeFileSync(join(root, `d${i % 4}`, `f${i}.txt`), `the file ${i}\n`.repeat((i % 30) + 5));
    }
    writeFileSync(join(root, 'big.bin'), Buffer.alloc(5_000_000, 'a big file is read apart\n'));
    writeFileSync(Buffer.from(`${root}/latin\xe9.txt`, 'latin1'), 'a name that is not UTF-8\n');
    expect((await home.run('seal', root)).code).toBe(0);
    renameSync(join(root, 'd0/f4.txt'), join(root, 'd1/moved.txt'));
    truncateSync(join(root, 'd0/f8.txt'), 30);
    appendFileSync(join(root, 'd1/f5.txt'), 'more\n');
    for (let i = 2; i < 1200; i += 40) rmSync(join(root, 'd2', `f${i}.txt`), { force: true });
    writeFileSync(join(root, 'd3/f7.txt'), Buffer.alloc(3000));
    writeFileSync(join(root, 'new.jpg'), Buffer.alloc(40_000));
    writeFileSync(Buffer.from(`${root}/latin\xe9.txt`, 'latin1'), 'a name that was not UTF-8\n');
    whole = await home.run('verify', '--json', '--no-journal', root);
    expect(whole.code).toBe(1);
  });
  afterEach(async () => {
    await Promise.all(
      [...running].map(({ child, ended }) => {
        child.kill('SIGKILL');
        return ended;
      }),
    );
    redis.say('FLUSHALL');
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(redis.url.replace(/^unix:\/\/(.*)\/s$/, '$1'), { recursive: true });
  });

  it('of two workers, one of which dies with a range, comes to what one run comes to, and leaves nothing', async () => {
    const run = start('fleet', 'verify', '--redis', redis.url, '--json', '--no-journal', home.root);
    const id = await runWithJobs();
    // To Redis a worker that was killed is one that took a job and whose lock on it ran out.
    expect(redis.say('LMOVE', `restorable:${id}:wait`, `restorable:${id}:active`, 'RIGHT', 'LEFT')).toMatch(
      /^range-/,
    );
    const workers = [worker(), worker()];
    const { code, stdout, stderr } = await run.ended;
    expect([code, stderr]).toEqual([whole.code, '']);
    expect(comparable(stdout)).toEqual(comparable(whole.stdout));
    for (const each of workers) each.child.kill('SIGTERM');
    for (const each of workers) expect((await each.ended).code).toBe(0);
    expect(workers.map((each) => each.said()).join('')).toMatch(
      /[1-9]\d* ranges? done, [1-9][\d.]* [kM]?B read/,
    );
    expect(lasting()).toEqual([]);
  });

  it('goes on after its Redis was restarted, and without a worker whose root is another one', async () => {
    const run = collector();
    await runWithJobs();
    await redis.stop();
    await redis.start();
    const other = mkdtempSync(join(scratch, 'unmounted-'));
    const lost = worker(other);
    await until(() => lost.said().includes('is about another tree'), 'the worker is refused');
    await until(() => run.said().includes('takes nothing'), 'the collector says so');
    expect(lost.said()).toContain('restorable.sha256 is not there');
    const good = worker();
    const { code, stdout } = await run.ended;
    expect(code).toBe(whole.code);
    expect(comparable(stdout)).toEqual(comparable(whole.stdout));
    expect(lost.said()).not.toMatch(/[1-9]\d* ranges? done/);
    good.child.kill('SIGTERM');
    expect((await good.ended).code).toBe(0);
  });

  it('says of a file that fails at every worker that it was not read, and reads all beside it', async () => {
    const sound = makeHome(scratch);
    for (let i = 0; i < 20; i++) writeFileSync(join(sound.root, `f${i}.txt`), `the file ${i}\n`);
    expect((await sound.run('seal', sound.root)).code).toBe(0);
    const script = join(TOP, 'test/help/poisoned-worker.js');
    startNode(script, redis.url, sound.root, 'f12.txt');
    startNode(script, redis.url, sound.root, 'f12.txt');
    const args = ['--redis', redis.url, '--json', '--no-journal', sound.root];
    const { code, stdout } = await start('fleet', 'verify', ...args).ended;
    const events = parseEvents(stdout);
    expect(events.filter(isFinding).map(nameFinding)).toEqual(['denied f12.txt']);
    expect(events.at(-1)).toMatchObject({ type: 'end', files: 20, promised: 21, held: 20 });
    expect(code).toBe(3);
  });

  it('ends with 3 where no worker comes, and leaves nothing', async () => {
    const { code, stderr } = await collector('--wait', '1s').ended;
    expect(code).toBe(3);
    expect(stderr).toContain('no worker takes ranges of');
    expect(lasting()).toEqual([]);
  });

  it('whose collector was killed expires, or is removed by a worker, and can be resumed', async () => {
    const run = start('fleet', 'verify', '--redis', redis.url, home.root);
    const id = await runWithJobs();
    await until(() => keys().every((key) => Number(redis.say('TTL', key)) > 0), 'everything expires');
    run.child.kill('SIGKILL');
    await run.ended;
    expect(keys().length).toBeGreaterThan(5);
    // As after the minute in which nobody renewed it.
    redis.say('DEL', `restorable:run:${id}`);
    const good = worker();
    await until(() => keys().length === 0, 'a worker removes what is left');
    const again = await start('fleet', 'verify', '--redis', redis.url, '--resume', home.root).ended;
    expect(again.code).toBe(whole.code);
    good.child.kill('SIGTERM');
    expect((await good.ended).code).toBe(0);
  });

  it('keeps the password of Redis to itself', async () => {
    const secret = 'sesame-4711';
    redis.say('CONFIG', 'SET', 'requirepass', secret);
    const file = join(home.path, 'redis');
    try {
      const wrong = await home.run('fleet', 'verify', '--redis', redis.url, home.root);
      expect(wrong).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('refuses the user or the password'),
      });
    } finally {
      execFileSync('redis-cli', [
        '-s',
        redis.url.slice('unix://'.length),
        '--no-auth-warning',
        '-a',
        secret,
        'CONFIG',
        'SET',
        'requirepass',
        '',
      ]);
    }
    writeFileSync(file, `redis://admin:${secret}@127.0.0.1:1/0\n`, { mode: 0o600 });
    for (const command of [
      ['fleet', 'verify', home.root],
      ['worker', '--root', home.root],
    ]) {
      const shown = await home.run(...command, '--redis', `redis://admin:${secret}@127.0.0.1:1`);
      expect(shown).toMatchObject({ code: 2, stderr: expect.stringContaining('which ps shows') });
      expect(shown.stderr + shown.stdout).not.toContain(secret);
    }
    const away = await home.run('fleet', 'verify', '--redis-file', file, home.root);
    expect(away).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('redis://127.0.0.1:1/0: Redis cannot be reached (ECONNREFUSED)'),
    });
    expect(away.stderr + away.stdout).not.toContain(secret);
    expect(execFileSync('grep', ['-rlF', secret, home.path], { encoding: 'utf8' })).toBe(`${file}\n`);
  });

  it('is refused without the package that it needs, with the way to it', async () => {
    const place = join(scratch, 'alone');
    for (const part of ['bin', 'dist/program', 'package.json'])
      cpSync(join(TOP, part), join(place, part), { recursive: true });
    const program = join(place, 'bin/restorable.js');
    const { code, stderr } = await execute(process.execPath, [
      program,
      'worker',
      '--redis',
      redis.url,
      '--root',
      scratch,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('npm install -g bullmq');
  });
});
