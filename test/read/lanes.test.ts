import { createHash } from 'node:crypto';
import { readdirSync, truncateSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { BIG_FILE } from '../../src/read/file.ts';
import { createInspector } from '../../src/read/inspect.ts';
import type { FileFacts, ReadAnswer, ReadJob, ReadTask } from '../../src/read/jobs.ts';
import type * as lanesModule from '../../src/read/lanes.ts';
import { noise } from '../hash/stream.ts';
import { makeFolder } from '../help/folder.ts';

/** Threads run what was built, so the pool is the built one too. */
const BUILT = new URL('../../dist/read/', import.meta.url);
const { openLanes }: typeof lanesModule = await import(new URL('lanes.js', BUILT).href);

type Options = Partial<lanesModule.LanesOptions>;
type Lanes = lanesModule.Lanes;

const folder = makeFolder();
const open: Lanes[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((lanes) => lanes.close()));
});

function lanesOf(count: number, more: Options = {}): Lanes {
  const lanes = openLanes({ root: folder.path, count, ...more });
  open.push(lanes);
  return lanes;
}

/** A worker script of a test: the lane as it is, with something done at every task. */
function laneThat(name: string, atTask: string, atStart = ''): URL {
  const lines = [
    "import { parentPort, workerData, threadId } from 'node:worker_threads';",
    "import { writeFileSync } from 'node:fs';",
    `import { createInspector } from ${JSON.stringify(new URL('inspect.js', BUILT).href)};`,
    `import { unpackJob } from ${JSON.stringify(new URL('message.js', BUILT).href)};`,
    'const { root, words, bytes } = workerData;',
    atStart,
    'const inspector = createInspector(root);',
    "parentPort.on('message', async (message) => {",
    '  const job = unpackJob(message);',
    '  await inspector.prepare(job);',
    '  const done = await inspector.run(job, {',
    '    isStopped: () => Atomics.load(words, 0) === 1,',
    '    read: (n) => { bytes[0] += n; },',
    '    at: (index) => {',
    '      Atomics.store(words, 1, index);',
    '      const { path } = job.tasks[index];',
    `      ${atTask}`,
    '    },',
    '  });',
    '  Atomics.store(words, 1, -1);',
    '  parentPort.postMessage(done);',
    '});',
  ];
  return pathToFileURL(folder.write(`scripts/${name}.mjs`, lines.join('\n')));
}

function digest(content: string | Uint8Array): { algorithm: string; hex: string } {
  return { algorithm: 'sha256', hex: createHash('sha256').update(content).digest('hex') };
}

/** A file, and a task that holds it against its content. */
function task(path: string, content: string | Uint8Array, more: Partial<ReadTask> = {}): ReadTask {
  folder.write(path, content);
  return { path, wanted: [digest(content)], size: content.length, ...more };
}

function job(tasks: readonly ReadTask[], more: Partial<ReadJob> = {}): ReadJob {
  return { tasks, digests: [], answer: 'exceptions', ...more };
}

/** An answer with its sizes written out. */
function plain(answer: ReadAnswer, { tasks }: ReadJob): Record<string, unknown> {
  return { ...answer, sizes: [...(answer.sizes ?? tasks.map((each) => each.size ?? 0))] };
}

/** What a job comes to without any lane. */
async function alone(one: ReadJob): Promise<ReadAnswer> {
  const inspector = createInspector(folder.path);
  await inspector.prepare(one);
  return inspector.run(one, { isStopped: () => false, at: () => {}, read: () => {} });
}

/** Jobs with files that hold and files that do not, of every kind. */
function someJobs(): ReadJob[] {
  return Array.from({ length: 12 }, (_, n) => {
    const tasks = Array.from({ length: 15 }, (__, i) => {
      const path = `jobs/${n}/caf\xe9 ${i}`;
      const one = task(path, noise(1 + ((n * 7919 + i * 104_729) % 40_000), n + i));
      if (i % 5 === 1) folder.write(path, 'rotten');
      if (i % 5 === 2) return { ...one, path: `${path} absent` };
      if (i % 5 === 3) return { path, wanted: [] };
      return i % 5 === 4 ? task(path, Buffer.alloc(700), { examine: true }) : one;
    });
    return job(tasks, n % 2 === 0 ? {} : { digests: ['md5'], answer: 'all' });
  });
}

function troubles({ exceptions }: ReadAnswer): [number, string | undefined][] {
  return exceptions.map(({ index, facts }: { index: number; facts: FileFacts }) => [
    index,
    facts.trouble?.code,
  ]);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

describe('lanes', () => {
  it.each([1, 2, 8])('give the answers of one inspector with %i of them', async (count) => {
    const jobs = someJobs();
    const lanes = lanesOf(count);
    const answers = await Promise.all(jobs.map((each) => lanes.inspect(each)));
    let bytes = 0;
    for (const [i, each] of jobs.entries()) {
      const wanted = await alone(each);
      const answer = answers[i];
      if (answer === undefined) throw new Error('a job without an answer');
      expect(plain(answer, each)).toEqual(plain(wanted, each));
      expect(answer.exceptions.length).toBeGreaterThan(5);
      bytes += answer.bytes;
    }
    expect(lanes.count).toBe(count);
    expect(lanes.bytes()).toBeGreaterThanOrEqual(bytes);
  });

  it('open no thread for a small job that is alone', async () => {
    const lanes = lanesOf(2, { script: laneThat('dead', '', 'process.exit(1);') });
    const one = job([task('a', 'one'), task('b', 'two')]);
    const answer = await lanes.inspect(one, true);
    expect(plain(answer, one)).toEqual(plain(await alone(one), one));
    expect(lanes.bytes()).toBe(6);
  });

  it('are opened at once where there is much to do', async () => {
    const mark = `writeFileSync(${JSON.stringify(`${folder.directory('marks')}/`)} + threadId, '');`;
    const script = laneThat('marking', '', mark);
    lanesOf(3, { script, eager: true });
    await until(() => readdirSync(`${folder.path}/marks`).length === 3);
    lanesOf(3, { script });
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect(readdirSync(`${folder.path}/marks`)).toHaveLength(3);
  });

  it('end when they are closed, also before their first job', async () => {
    await lanesOf(4).close();
    const lanes = lanesOf(4);
    await lanes.inspect(job([task('a', 'one')]));
    await lanes.close();
  });
});

describe('a lane that dies', () => {
  const deaths = {
    exits: "if (path.endsWith('dies')) process.exit(1);",
    throws: "if (path.endsWith('dies')) throw new Error('a bug');",
  };

  it.each(Object.entries(deaths))(
    'because it %s is told of its file, and all others are answered',
    async (name, death) => {
      const script = laneThat(name, death);
      const tasks = Array.from({ length: 9 }, (_, i) => task(`some/${i}`, `content ${i}`));
      const rotten = task('some/rotten', 'right');
      folder.write('some/rotten', 'wrong');
      const broken = job(tasks.toSpliced(4, 0, task('some/dies', 'deadly'), rotten));
      const others = Array.from({ length: 6 }, (_, n) => job([task(`other/${n}`, `other ${n}`), rotten]));
      for (const count of [1, 3]) {
        const lanes = lanesOf(count, { script });
        const [answer, ...rest] = await Promise.all([broken, ...others].map((each) => lanes.inspect(each)));
        if (answer === undefined) throw new Error('a job without an answer');
        expect(troubles(answer)).toEqual([
          [4, 'LANE_DIED'],
          [5, undefined],
        ]);
        expect(answer).toMatchObject({ files: 10, matchedFiles: 9, undone: [], deferred: [] });
        expect(answer.sizes?.[6]).toBe(9);
        for (const each of rest) {
          expect(troubles(each)).toEqual([[1, undefined]]);
          expect(each).toMatchObject({ files: 2, matchedFiles: 1 });
        }
      }
    },
    60_000,
  );

  it('over every file still has an answer for each', async () => {
    const lanes = lanesOf(2, { script: laneThat('dead', '', 'process.exit(1);') });
    const [one, other] = await Promise.all([
      lanes.inspect(job([task('a', 'one'), task('b', 'two'), task('c', 'three')])),
      lanes.inspect(job([task('d', 'four')])),
    ]);
    expect(troubles(one)).toEqual([
      [0, 'LANE_DIED'],
      [1, 'LANE_DIED'],
      [2, 'LANE_DIED'],
    ]);
    expect(troubles(other)).toEqual([[0, 'LANE_DIED']]);
    expect(one).toMatchObject({ files: 0, matchedFiles: 0 });
  }, 30_000);

  it('before its first file takes no file along, and is not tried for ever', async () => {
    const births = folder.directory('births');
    const mark = `writeFileSync(${JSON.stringify(`${births}/`)} + threadId, '');`;
    const lanes = lanesOf(2, { script: laneThat('unborn', '', `${mark} process.exit(1);`) });
    const jobs = Array.from({ length: 50 }, (_, n) =>
      job([task(`one/${n}`, `${n}`), task(`two/${n}`, `${n}`)]),
    );
    for (const answer of await Promise.all(jobs.map((each) => lanes.inspect(each)))) {
      expect(troubles(answer)).toEqual([
        [0, 'LANE_DIED'],
        [1, 'LANE_DIED'],
      ]);
      expect(answer).toMatchObject({ files: 0, bytes: 0, sizes: new Float64Array(2) });
    }
    expect(readdirSync(births).length).toBeLessThan(7);
  });

  it('before its first file leaves its work to the others', async () => {
    const births = folder.directory('once');
    const once = `import { readdirSync } from 'node:fs'; writeFileSync(${JSON.stringify(`${births}/`)} + threadId, '');
      if (readdirSync(${JSON.stringify(births)}).length < 3) process.exit(1);`;
    const lanes = lanesOf(1, { script: laneThat('late', '', once) });
    const answer = await lanes.inspect(job([task('a', 'one'), task('b', 'two')]));
    expect(answer).toMatchObject({ matchedFiles: 2, exceptions: [] });
  });

  it('between two jobs costs no file of the next one', async () => {
    const script = laneThat('tired', "if (path === 'last') setImmediate(() => process.exit(1));");
    const lanes = lanesOf(1, { script });
    const first = await lanes.inspect(job([task('a', 'one'), task('b', 'two'), task('last', 'three')]));
    expect(first).toMatchObject({ matchedFiles: 3, exceptions: [] });
    const next = job([task('d', 'four'), task('e', 'five')]);
    const answer = await lanes.inspect(next);
    expect(answer).toMatchObject({ matchedFiles: 2, exceptions: [] });
  });
});

describe('a run that is stopped', () => {
  it('has done nothing where it was stopped before', async () => {
    const lanes = lanesOf(2, { signal: AbortSignal.abort() });
    const tasks = [task('a', 'one'), task('b', 'two')];
    for (const isAlone of [true, false]) {
      expect(await lanes.inspect(job(tasks), isAlone)).toMatchObject({
        undone: [0, 1],
        files: 0,
        matchedFiles: 0,
      });
    }
  });

  it('leaves a long file in the middle, and all that comes after it', async () => {
    const huge = task('huge', '', { size: 2 ** 36 });
    truncateSync(`${folder.path}/huge`, 2 ** 36);
    const controller = new AbortController();
    const lanes = lanesOf(1, { signal: controller.signal });
    const answers = [job([huge]), job([task('a', 'one'), task('b', 'two')]), job([huge])].map((each) =>
      lanes.inspect(each),
    );
    await until(() => lanes.bytes() > 1_000_000);
    controller.abort('SIGINT');
    const before = lanes.bytes();
    const [first, second, third] = await Promise.all(answers);
    expect(lanes.bytes() - before).toBeLessThan(2 ** 22);
    expect(first).toMatchObject({ undone: [0], files: 0 });
    expect(second).toMatchObject({ undone: [0, 1], files: 0 });
    expect(third).toMatchObject({ undone: [0], files: 0 });
  }, 30_000);
});

describe('a big file', () => {
  it('does not hold the others', async () => {
    const huge = task('huge', '', { size: 2 ** 36 });
    truncateSync(`${folder.path}/huge`, 2 ** 36);
    const controller = new AbortController();
    const lanes = lanesOf(2, { signal: controller.signal });
    let isDone = false;
    const big = lanes.inspect(job([huge])).then((answer) => {
      isDone = true;
      return answer;
    });
    await until(() => lanes.bytes() > 1_000_000);
    const others = Array.from({ length: 40 }, (_, n) => job([task(`beside/${n}`, `content ${n}`)]));
    const answers = await Promise.all(others.map((each) => lanes.inspect(each)));
    expect(answers.every((answer) => answer.matchedFiles === 1)).toBe(true);
    expect(isDone).toBe(false);
    controller.abort();
    expect(await big).toMatchObject({ undone: [0] });
  }, 30_000);

  it.each([1, 3])(
    'in the middle of a job is told where it stands, with %i lanes',
    async (count) => {
      const big = Buffer.alloc(BIG_FILE + 5, 'abcdefg');
      const rotten = task('big/rotten', big, { size: undefined });
      folder.write('big/rotten', big.subarray(1));
      const tasks = [
        task('big/a', 'one'),
        task('big/b', big, { size: undefined }),
        task('big/c', 'two', { size: undefined }),
        rotten,
        { path: 'big/b', wanted: [] },
        task('big/d', 'four'),
      ];
      const answer = await lanesOf(count).inspect(job(tasks, { digests: ['sha256'] }));
      expect(answer).toMatchObject({ files: 6, deferred: [], undone: [], matchedFiles: 4 });
      expect([...(answer.sizes ?? [])]).toEqual([3, big.length, 3, big.length - 1, big.length, 4]);
      expect(answer.exceptions.map(({ index, facts }) => [index, facts.size])).toEqual([
        [3, big.length - 1],
        [4, big.length],
      ]);
      expect(answer.matchedBytes).toBe(3 + big.length + 3 + 4);
    },
    30_000,
  );

  it('alone is read in a thread, so that the others of the program go on', async () => {
    const big = Buffer.alloc(BIG_FILE, 'abc');
    const lanes = lanesOf(1, { script: laneThat('deadly', 'process.exit(1);') });
    expect(troubles(await lanes.inspect(job([task('big/e', big)]), true))).toEqual([[0, 'LANE_DIED']]);
  }, 30_000);
});
