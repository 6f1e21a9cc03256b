/** Lists of hashdeep and md5deep: held, damage named, and closed where hashdeep's own audit is. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { toBytes } from '../../src/model/path.ts';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, filesBelow, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

const NAMES = [
  'a.txt',
  'a,b"c.txt',
  'sub/x.txt',
  'sub/deep/y.txt',
  '\xc3\xbc.txt',
  'lat\xe9.txt',
  'two\nlines.txt',
];

function store(): {
  root: string;
  run: (command: string) => void;
  put: (name: string, text: string) => void;
} {
  const folder = makeFolder();
  for (const [i, name] of NAMES.entries()) folder.write(`data/${name}`, proseOf(20 + i));
  folder.write('data/empty.log');
  folder.directory('data/nothing here');
  return {
    root: folder.path,
    run: (command) =>
      void execFileSync('sh', ['-c', command], { cwd: folder.path, stdio: ['ignore', 'ignore', 'ignore'] }),
    put: (name, text) => void folder.write(name, text),
  };
}

const COVERED = NAMES.map((name) => `data/${name}`);

describe.skipIf(!needs('hashdeep', 'md5deep'))('hashdeep', () => {
  it.each([
    ['relative, below the list', 'hashdeep -rl data > hashdeep.txt'],
    ['absolute', 'hashdeep -r data > hashdeep.txt'],
    ['every algorithm', 'hashdeep -c md5,sha1,sha256,tiger,whirlpool -rl data > known.txt'],
    ['in the directory itself', 'cd data && hashdeep -r . > hashdeep.txt'],
    ['of its own directory, relative', 'cd data && hashdeep -l -r . > hashes.txt'],
    ['packed', 'hashdeep -rl data | gzip > hashdeep.txt.gz'],
  ])('a closed list, %s', async (_, command) => {
    const { root, run, put } = store();
    run(command);
    const voucher = await expectSound(root, 'hashdeep');
    expect(voucher.entries).toBe(NAMES.length + 1);
    put('data/sub/more.txt', proseOf(3));
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['unexpected data/sub/more.txt'] });
    rmSync(`${root}/data/sub/more.txt`);
    rmSync(`${root}/data/a.txt`);
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['missing data/a.txt'] });
  });

  it('finds every flipped byte, as its audit does', async () => {
    const { root, run } = store();
    for (const name of ['two\nlines.txt', 'empty.log']) rmSync(`${root}/data/${name}`);
    run('hashdeep -rl data > hashdeep.txt');
    const audit = (): boolean =>
      spawnSync('hashdeep', ['-rl', '-a', '-k', 'hashdeep.txt', 'data'], { cwd: root }).status === 0;
    expect(audit()).toBe(true);
    await expectSound(root, 'hashdeep');
    const covered = COVERED.filter((name) => !name.includes('\n'));
    expect(await expectFlipsFound(root, covered, { tool: audit })).toBe(28);
    truncateSync(toBytes(`${root}/data/sub/x.txt`), 100);
    expect(audit()).toBe(false);
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['truncated data/sub/x.txt'] });
  });

  it('finds every flipped byte where names have line feeds, which its own audit cannot read', async () => {
    const { root, run } = store();
    run('hashdeep -rl data > hashdeep.txt');
    const audit = spawnSync('hashdeep', ['-rl', '-a', '-k', 'hashdeep.txt', 'data'], { cwd: root });
    expect(audit.status).not.toBe(0);
    await expectFlipsFound(root, COVERED);
  });

  it('follows links inside the root as hashdeep does', async () => {
    const { root, run } = store();
    symlinkSync('a.txt', `${root}/data/link`);
    symlinkSync('sub', `${root}/data/through`);
    run('hashdeep -rl data > hashdeep.txt');
    await expectSound(root, 'hashdeep');
  });

  it('is open where not all files were meant', async () => {
    const { root, run, put } = store();
    run('hashdeep -l data/a.txt data/sub/x.txt > hashdeep.txt');
    const { exit, found } = await verified(root);
    expect(exit).toBe(1);
    expect(found).toContain('unvouched data/sub/deep/y.txt');
    put('hashdeep.txt', '%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n');
    expect(await verified(root)).toMatchObject({ exit: 4 });
  });

  it('md5deep -z has sizes too', async () => {
    const { root, run } = store();
    rmSync(`${root}/data/two\nlines.txt`);
    run('md5deep -zrl data > files.md5deep');
    const voucher = await expectSound(root, 'hashdeep');
    expect(voucher.entries).toBe(NAMES.length);
    await expectFlipsFound(
      root,
      COVERED.filter((name) => !name.includes('\n')),
      { count: 5 },
    );
  });

  it('a damaged list is damaged, not the backup', async () => {
    const { root, run } = store();
    run('hashdeep -rl data > hashdeep.txt');
    const list = readFileSync(`${root}/hashdeep.txt`);
    writeFileSync(`${root}/hashdeep.txt`, list.subarray(0, list.length - 30));
    const cut = await verified(root);
    expect(cut.exit).toBe(4);
    expect(cut.found[0]).toBe('manifest-truncated hashdeep.txt');
    expect(filesBelow(root)).toHaveLength(COVERED.length + 1);
    writeFileSync(`${root}/hashdeep.txt`, list.toString('latin1').replace('size,md5', 'size,md6'), 'latin1');
    expect((await verified(root)).exit).toBe(4);
  });
});
