/** `verify --replicas`: several copies of one tree, held against one manifest. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { begunTogether } from '../src/cli/commands/side-by-side.ts';
import { type Home, makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

type Copies = Home & { readonly b: string; readonly c: string };

/** A sealed tree of four files and a link, and two copies of it. */
async function makeCopies(): Promise<Copies> {
  const home = makeHome(scratch);
  mkdirSync(join(home.root, 'd'));
  for (const name of ['one', 'two', 'three'])
    writeFileSync(join(home.root, 'd', `${name}.txt`), `the file ${name}\n`);
  symlinkSync('a.txt', join(home.root, 'link'));
  expect((await home.run('seal', home.root)).code).toBe(0);
  const [b, c] = [join(home.path, 'b'), join(home.path, 'c')];
  for (const to of [b, c])
    cpSync(home.root, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return { ...home, b, c };
}

/** What is said of the copies with `--json`: each damaged path with where it is sound, and all. */
async function saidOf({ run, root, b, c }: Copies, ...more: string[]): Promise<Said> {
  const { code, stdout } = await run('verify', '--replicas', '--json', ...more, root, b, c);
  const short = (place: string): string => (place === root ? 'a' : place === b ? 'b' : 'c');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  const all = events.find(({ type }) => type === 'replicas');
  return {
    code,
    damaged: events
      .filter(({ type }) => type === 'replica')
      .map(
        ({ code: what = '', path = '', soundIn = [] }) => `${what} ${path}: ${soundIn.map(short).join('')}`,
      ),
    restorable: all?.from === undefined ? all?.restorable : all.from.map(short).join(''),
    whole: (all?.copies ?? []).map(({ whole }) => whole),
  };
}

type Said = {
  readonly code: number | null;
  readonly damaged: string[];
  readonly restorable: string | undefined;
  readonly whole: boolean[];
};
type Line = {
  readonly type: string;
  readonly code?: string;
  readonly path?: string;
  readonly soundIn?: string[];
  readonly restorable?: string;
  readonly from?: string[];
  readonly copies?: { readonly whole: boolean }[];
};

describe('copies of one tree', () => {
  it('are silent where each has everything', async () => {
    const copies = await makeCopies();
    const { code, stdout, stderr } = await copies.run(
      'verify',
      '--replicas',
      copies.root,
      copies.b,
      copies.c,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await saidOf(copies)).toEqual({
      code: 0,
      damaged: [],
      restorable: 'a',
      whole: [true, true, true],
    });
  });

  it('have together what each lacks, and a command that gives it back', async () => {
    const copies = await makeCopies();
    const { root, b, c, run } = copies;
    truncateSync(join(root, 'd/one.txt'), 3);
    rmSync(join(b, 'd'), { recursive: true });
    rmSync(join(c, 'link'));
    symlinkSync('d/two.txt', join(c, 'link'));
    expect(await saidOf(copies)).toEqual({
      code: 1,
      damaged: [
        'truncated d/one.txt: c',
        'missing d/three.txt: ac',
        'missing d/two.txt: ac',
        'relinked link: ab',
      ],
      restorable: 'ac',
      whole: [true, true, true],
    });
    const { stdout } = await run('verify', '--replicas', root, b, c);
    expect(stdout).toContain(`restorable from ${root} and ${c} together\n`);
    const command = `restorable repair '${root}' --from '${c}' --manifest '${root}/restorable.sha256'`;
    expect(stdout).toContain(`repair it: ${command}\n`);
    const repaired = await run(
      'repair',
      root,
      '--from',
      c,
      '--manifest',
      `${root}/restorable.sha256`,
      '--yes',
    );
    expect(repaired.code).toBe(0);
  });

  it('say what none of them has any more', async () => {
    const copies = await makeCopies();
    for (const copy of [copies.root, copies.b, copies.c]) appendFileSync(join(copy, 'd/two.txt'), 'more\n');
    rmSync(join(copies.b, 'a.txt'));
    expect(await saidOf(copies)).toMatchObject({
      code: 1,
      damaged: ['missing a.txt: ac', 'grown d/two.txt: '],
      restorable: 'no',
    });
    const { stdout } = await copies.run('verify', '--replicas', copies.root, copies.b);
    expect(stdout).toContain('not restorable: 1 path sound in no copy\n');
  });

  it('are asked path by path where a run did not account for all of them', async () => {
    const copies = await makeCopies();
    rmSync(join(copies.b, 'd'), { recursive: true });
    writeFileSync(join(copies.b, 'd'), 'no directory\n');
    rmSync(join(copies.root, 'd/one.txt'));
    rmSync(join(copies.root, 'a.txt'));
    expect(await saidOf(copies)).toEqual({
      code: 1,
      damaged: [
        'missing a.txt: bc',
        'missing d/one.txt: c',
        'missing d/three.txt: ac',
        'missing d/two.txt: ac',
      ],
      restorable: 'c',
      whole: [true, false, true],
    });
  });

  it('do not call a file lost that one of them has at another path', async () => {
    const copies = await makeCopies();
    cpSync(join(copies.root, 'd/one.txt'), join(copies.root, 'moved.txt'), { preserveTimestamps: true });
    rmSync(join(copies.root, 'd/one.txt'));
    for (const copy of [copies.b, copies.c]) truncateSync(join(copy, 'd/one.txt'), 2);
    expect(await saidOf(copies)).toMatchObject({ damaged: ['truncated d/one.txt: a'], restorable: 'a' });
  });

  it('are held against the manifest that is named, and their own are compared with it', async () => {
    const copies = await makeCopies();
    const { root, b, run, path } = copies;
    const elsewhere = join(path, 'kept.sha256');
    cpSync(join(root, 'restorable.sha256'), elsewhere);
    expect((await run('verify', '--manifest', elsewhere, root)).code).toBe(0);
    appendFileSync(join(b, 'restorable.sha256'), '# more\n');
    const differ = await run('verify', '--replicas', root, b);
    expect(differ.code).toBe(2);
    expect(differ.stderr).toContain('are different manifests\n');
    const named = await run('verify', '--replicas', '--manifest', elsewhere, root, b);
    expect(named.code).toBe(1);
    expect(named.stdout).toContain('unexpected  restorable.sha256: it is not the manifest that was named\n');
    for (const copy of [root, b]) rmSync(join(copy, 'restorable.sha256'));
    expect((await run('verify', '--replicas', root, b)).code).toBe(4);
    expect((await run('verify', '--replicas', '--manifest', elsewhere, root, b)).code).toBe(0);
  });

  it('are refused where there is one, or where something else vouches', async () => {
    const { root, b, run } = await makeCopies();
    for (const args of [
      [root],
      [root, join(root, 'a.txt')],
      ['--voucher', 'restic', root, b],
      ['--baseline', b, root, b],
    ])
      expect((await run('verify', '--replicas', ...args)).code).toBe(2);
  });

  it('write one journal with a run for each', async () => {
    const { root, b, run, journals } = await makeCopies();
    rmSync(join(b, 'a.txt'));
    const report = join(journals, '../../all.jsonl');
    await run('verify', '--replicas', '--report', `jsonl:${report}`, root, b);
    const lines = readFileSync(report, 'utf8').trimEnd().split('\n');
    const begun = lines.filter((line) => line.startsWith('{"type":"begin"'));
    expect(begun).toHaveLength(2);
  });
});

describe('roots that are begun together', () => {
  it.each([
    [['a', '1'], ['b', '2'], 'a b'],
    [['a', '1'], ['b', '1'], ''],
    [['a', '1'], ['b', undefined], ''],
  ] as const)('%j and %j: %s', (one, two, together) => {
    expect(begunTogether([one, two]).join(' ')).toBe(together);
  });

  it('are the first of each disk', () => {
    const roots = [
      ['a', '1'],
      ['b', '1'],
      ['c', '2'],
      ['d', undefined],
      ['e', '2'],
    ] as const;
    expect(begunTogether(roots)).toEqual(['a', 'c']);
  });
});
