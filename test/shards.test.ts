/** `--shard` and `report --merge`: a tree that is read in parts comes to what one run over it comes to. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { shardOfFlag } from '../src/cli/arguments/shard-of-task.ts';
import { NO_FACTS } from '../src/read/jobs.ts';
import { isFacts } from '../src/read/recorded.ts';
import { isInShard, parseShard } from '../src/walk/shard.ts';
import { comparable } from './help/comparable.ts';
import { type Home, makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();
let home: Home;

/** A sealed tree that was damaged in a dozen ways. */
beforeAll(async () => {
  home = makeHome(scratch);
  const { root } = home;
  for (let i = 0; i < 40; i++) {
    mkdirSync(join(root, `d${i % 4}`), { recursive: true });
    writeFileSync(join(root, `d${i % 4}`, `f${i}.txt`), `the file ${i}\n`.repeat(30 * i + 5));
  }
  cpSync('fixtures/garbage', join(root, 'garbage'), { recursive: true });
  writeFileSync(Buffer.from(`${root}/latin\xe9.txt`, 'latin1'), 'a name that is not UTF-8\n');
  expect((await home.run('seal', '--accept-findings', root)).code).toBe(0);
  renameSync(join(root, 'd0/f4.txt'), join(root, 'd1/moved.txt'));
  truncateSync(join(root, 'd0/f8.txt'), 100);
  appendFileSync(join(root, 'd1/f5.txt'), 'more\n');
  rmSync(join(root, 'd2'), { recursive: true });
  writeFileSync(join(root, 'd3/f7.txt'), Buffer.alloc(3000));
  writeFileSync(join(root, 'new.jpg'), Buffer.alloc(40_000));
  writeFileSync(Buffer.from(`${root}/latin\xe9.txt`, 'latin1'), 'a name that was not UTF-8\n');
});

/** Runs a command over all shards; returns their journals. */
async function shards(command: string, count: number, name: string, ...more: string[]): Promise<string[]> {
  const journals = Array.from({ length: count }, (_, i) => join(home.path, `${name}-${i + 1}.jsonl`));
  for (const [i, journal] of journals.entries()) {
    const { code } = await home.run(
      command,
      '--shard',
      `${i + 1}/${count}`,
      '--report',
      `jsonl:${journal}`,
      ...more,
      home.root,
    );
    expect([0, 1]).toContain(code);
  }
  return journals;
}

describe('the shards of a tree', () => {
  it.each([
    ['verify', 3, []],
    ['verify', 2, ['--strong', '--exclude', 'f1*']],
    ['scan', 4, ['--depth', 'deep']],
  ] as const)('come to what one run comes to: %s in %i', async (command, count, more) => {
    const whole = await home.run(command, '--json', ...more, home.root);
    const journals = await shards(command, count, `${command}${count}`, ...more);
    const merged = await home.run('report', '--merge', '--json', ...journals.toReversed());
    expect(merged.code).toBe(1);
    expect(merged.code).toBe(whole.code);
    expect(comparable(merged.stdout)).toEqual(comparable(whole.stdout));
    const lines = journals.flatMap((journal) => readFileSync(journal, 'utf8').split('\n'));
    const reads = lines.filter((line) => line.startsWith('{"type":"read"'));
    const files = Number(/"files":(\d+),"bytes":\d+,"counts"/.exec(merged.stdout)?.[1]);
    expect(reads).toHaveLength(files);
  });

  it('of a seal are written as one manifest', async () => {
    const other = makeHome(scratch);
    cpSync(join(home.root, 'd1'), join(other.root, 'd1'), { recursive: true });
    const journals = [1, 2, 3].map((index) => join(other.path, `seal-${index}.jsonl`));
    for (const [i, journal] of journals.entries()) {
      const args = ['--shard', `${i + 1}/3`, '--report', `jsonl:${journal}`];
      expect((await other.run('seal', ...args, other.root)).code).toBe(0);
    }
    const manifest = join(other.root, 'restorable.sha256');
    expect(existsSync(manifest)).toBe(false);
    expect((await other.run('seal', '--merge', journals[0] ?? '', other.root)).code).toBe(3);
    expect((await other.run('seal', '--merge', join(other.path, 'seal-?.jsonl'), other.root)).code).toBe(0);
    const lines = (): string[] =>
      readFileSync(manifest, 'utf8')
        .split('\n')
        .slice(1)
        .filter((line) => !/^#(?:c|%end)/.test(line));
    const merged = lines();
    expect((await other.run('verify', '--strong', other.root)).code).toBe(0);
    expect((await other.run('seal', '--force', other.root)).code).toBe(0);
    expect(merged).toEqual(lines());
    expect((await other.run('report', '--merge', ...journals)).code).toBe(2);
    expect(
      (
        await other.run(
          'seal',
          '--force',
          '--algorithm',
          'blake3',
          '--merge',
          ...journals.slice(0, 1),
          other.root,
        )
      ).code,
    ).toBe(3);
  });

  it('are said to be less than the tree, and clear no alarm about it', async () => {
    const other = makeHome(scratch);
    expect((await other.run('seal', other.root)).code).toBe(0);
    rmSync(join(other.root, 'a.txt'));
    writeFileSync(join(other.root, 'b.txt'), 'the first file\n');
    expect((await other.run('verify', other.root)).code).toBe(1);
    const codes = [1, 2].map((index) => other.run('verify', '-v', '--shard', `${index}/2`, other.root));
    const texts = (await Promise.all(codes)).map(({ stdout }) => stdout).join('');
    expect(texts).toContain('scope: only shard 1 of 2\n');
    expect(texts).toContain('only one shard of the tree was read');
    expect((await other.run('status', other.root)).code).not.toBe(0);
  });

  it('are not merged where one is missing, cut, unfinished, there twice or of another run', async () => {
    const [one = '', two = ''] = await shards('scan', 2, 'bad');
    const merged = (...journals: string[]): Promise<{ code: number | null; stderr: string }> =>
      home.run('report', '--merge', ...journals);
    expect(await merged(one)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('of 2 shards, 2: not there'),
    });
    const copy = join(home.path, 'copy.jsonl');
    cpSync(one, copy);
    expect(await merged(one, two, copy)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('1: there twice'),
    });
    const lines = readFileSync(two, 'utf8').trimEnd().split('\n');
    const unfinished = join(home.path, 'unfinished.jsonl');
    writeFileSync(unfinished, `${lines.slice(0, 9).join('\n')}\n`);
    expect(await merged(one, unfinished)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('2: not finished'),
    });
    // It was killed and done again.
    expect((await merged(one, unfinished, two)).code).toBe(1);
    writeFileSync(unfinished, lines.slice(0, 9).join('\n').slice(0, -5));
    expect((await merged(one, unfinished)).code).toBe(3);
    const endless = join(home.path, 'endless.jsonl');
    writeFileSync(endless, readFileSync(one, 'utf8').replace('"count":2', '"count":1e15'));
    expect(await merged(endless)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('malformed event of type begin'),
    });
    const [other = ''] = await shards('scan', 2, 'other', '--depth', 'quick');
    expect(await merged(other, two)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('of another run'),
    });
    const whole = join(home.path, 'whole.jsonl');
    await home.run('scan', '--report', `jsonl:${whole}`, home.root);
    expect((await merged(whole, two)).code).toBe(2);
  });

  it('are not merged after what vouches for the tree was replaced', async () => {
    const other = makeHome(scratch);
    expect((await other.run('seal', other.root)).code).toBe(0);
    const journal = join(other.path, 'only.jsonl');
    expect(
      (await other.run('verify', '--shard', '1/1', '--report', `jsonl:${journal}`, other.root)).code,
    ).toBe(0);
    expect((await other.run('report', '--merge', journal)).code).toBe(0);
    writeFileSync(join(other.root, 'b.txt'), 'a new file\n');
    expect((await other.run('seal', '--force', other.root)).code).toBe(0);
    expect(await other.run('report', '--merge', journal)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('the shards are of another run'),
    });
  });

  it('see an empty root, and refuse what is about the whole tree', async () => {
    const empty = join(home.path, 'empty');
    mkdirSync(empty, { recursive: true });
    expect((await home.run('scan', '--shard', '2/2', empty)).code).toBe(1);
    for (const flag of [
      ['--min-files', '3'],
      ['--files-from', '/dev/null'],
      ['--baseline', home.root],
      ['--replicas'],
      ['--resume'],
      ['--cover', '30d'],
    ])
      expect((await home.run('verify', '--shard', '1/2', ...flag, home.root)).code).toBe(2);
  });
});

describe('a shard', () => {
  it('is one of all for each path, by its bytes alone', () => {
    const paths = Array.from({ length: 8000 }, (_, i) => `d${i % 7}/f${i}`);
    for (const count of [2, 3, 8]) {
      const sizes = Array.from({ length: count }, (_, i) =>
        paths.filter((path) => isInShard(path, { index: i + 1, count })),
      ).map(({ length }) => length);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(paths.length);
      for (const size of sizes) expect(Math.abs(size / (paths.length / count) - 1)).toBeLessThan(0.1);
    }
  });

  it.each(['0/2', '3/2', '2', 'x/2', '1/0', '-1/2', '1/2/3', '1/1000000'])('is not %s', (text) => {
    expect(() => parseShard(text)).toThrow('is no shard');
  });

  it.each([
    [
      {
        SLURM_ARRAY_TASK_ID: '12',
        SLURM_ARRAY_TASK_MIN: '10',
        SLURM_ARRAY_TASK_STEP: '2',
        SLURM_ARRAY_TASK_COUNT: '5',
        SLURM_ARRAY_JOB_ID: '77',
      },
      'auto',
      { index: 2, count: 5, job: '77' },
    ],
    [
      { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '4', CI_PIPELINE_ID: '9' },
      'auto',
      { index: 3, count: 4, job: '9' },
    ],
    [{ CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '2' }, 'auto', { index: 1, count: 2 }],
    [
      { STRATEGY_JOB_INDEX: '1', STRATEGY_JOB_TOTAL: '2', GITHUB_RUN_ID: '5' },
      'auto',
      { index: 2, count: 2, job: '5' },
    ],
    [{ JOB_COMPLETION_INDEX: '7' }, 'auto/8', { index: 8, count: 8 }],
    [{}, '2/4', { index: 2, count: 4 }],
  ])('is known from %j', (env, text, shard) => {
    expect(shardOfFlag(text, env)).toEqual(shard);
  });

  it('is not guessed', () => {
    expect(() => shardOfFlag('auto', {})).toThrow('no scheduler');
    expect(() => shardOfFlag('auto', { JOB_COMPLETION_INDEX: '1' })).toThrow('no scheduler');
    expect(() => shardOfFlag('auto', { CI_NODE_INDEX: '5', CI_NODE_TOTAL: '4' })).toThrow('is no shard');
  });

  it('is believed nothing that no run writes', () => {
    expect(isFacts(NO_FACTS)).toBe(true);
    expect(isFacts({ ...NO_FACTS, size: -1 })).toBe(false);
    expect(isFacts({ ...NO_FACTS, kind: 'disk' })).toBe(false);
    expect(isFacts({ ...NO_FACTS, digests: [{ algorithm: 'sha256' }] })).toBe(false);
    expect(isFacts({ ...NO_FACTS, contentFinding: { code: 'nothing' } })).toBe(false);
    expect(isFacts(null)).toBe(false);
  });
});
