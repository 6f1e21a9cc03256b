/** `restorable repair`: a tree gets back from a second copy what holds there, and nothing else. */
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { injected } from './help/inject.ts';
import type { Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

type Pair = Home & { readonly replica: string; repair(...args: string[]): Promise<Ran> };

/** A sealed tree and a copy of it: `a.txt`, `both.txt`, and `deep.txt` and a link below `sub`. */
async function makePair(): Promise<Pair> {
  const home = makeHome(scratch);
  const { root } = home;
  mkdirSync(join(root, 'sub/deep'), { recursive: true });
  writeFileSync(join(root, 'both.txt'), 'good in neither\n');
  writeFileSync(join(root, 'sub/deep/deep.txt'), 'the deep file\n');
  chmodSync(join(root, 'sub/deep/deep.txt'), 0o640);
  symlinkSync('deep.txt', join(root, 'sub/deep/link'));
  expect((await home.run('seal', root)).code).toBe(0);
  const replica = join(home.path, 'replica');
  cpSync(root, replica, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return { ...home, replica, repair: (...args) => home.run('repair', root, '--from', replica, ...args) };
}

/** Other bytes of the same length and time, as a disk gives them. */
function rot(file: string): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^./, '#'));
  utimesSync(file, atime, mtime);
}

const asideOf = ({ path }: Home): string =>
  join(path, readdirSync(path).find((name) => name.startsWith('root.damaged-')) ?? 'none');

describe('repair', () => {
  it('shows what it would restore, and writes nothing without --yes', async () => {
    const pair = await makePair();
    rot(join(pair.root, 'a.txt'));
    rmSync(join(pair.root, 'sub'), { recursive: true });
    const before = readdirSync(pair.path, { recursive: true }).length;
    const { code, stdout } = await pair.repair('--no-journal');
    expect(stdout).toContain('would restore 2 files:\n  corrupt  a.txt\n  missing  sub/deep/deep.txt\n');
    expect(stdout).toContain('missing  sub/deep/link  not a file');
    expect(stdout).toContain('nothing was written; add --yes');
    expect(code).toBe(1);
    expect(readdirSync(pair.path, { recursive: true })).toHaveLength(before);
  });

  it('restores bytes, time and permissions, keeps the damaged bytes, records it and verifies', async () => {
    const pair = await makePair();
    const [a, deep] = [join(pair.root, 'a.txt'), join(pair.root, 'sub/deep/deep.txt')];
    const mtime = statSync(deep).mtimeMs;
    rot(a);
    const damaged = readFileSync(a, 'utf8');
    truncateSync(deep, 3);
    const { code, stdout, stderr } = await pair.repair('--yes', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('"verdict":"sound"');
    expect(readFileSync(a, 'utf8')).toBe('the first file\n');
    expect(statSync(deep).mtimeMs).toBeCloseTo(mtime, 0);
    expect(statSync(deep).mode & 0o777).toBe(0o640);
    const aside = asideOf(pair);
    expect(readFileSync(join(aside, 'a.txt'), 'utf8')).toBe(damaged);
    expect(statSync(join(aside, 'sub/deep/deep.txt')).size).toBe(3);
    const record = readFileSync(join(aside, 'restorable-repair.jsonl'), 'utf8');
    expect(record.match(/"type":"repaired"/g)).toHaveLength(2);
    expect(
      readdirSync(pair.root, { recursive: true }).filter((name) => String(name).includes('.tmp')),
    ).toEqual([]);
    expect((await pair.run('verify', '--strong', pair.root)).code).toBe(0);
    expect((await pair.run('status', pair.root)).code).toBe(0);
  });

  it('takes nothing from a copy that is damaged too, leads out by a link, or lacks it', async () => {
    const pair = await makePair();
    for (const name of ['a.txt', 'both.txt', 'sub/deep/deep.txt']) rot(join(pair.root, name));
    rot(join(pair.replica, 'both.txt'));
    rmSync(join(pair.replica, 'a.txt'));
    cpSync(join(pair.replica, 'sub/deep'), join(pair.path, 'elsewhere'), { recursive: true });
    rmSync(join(pair.replica, 'sub/deep'), { recursive: true });
    symlinkSync(join(pair.path, 'elsewhere'), join(pair.replica, 'sub/deep'));
    const { code, stdout } = await pair.repair('--yes');
    expect(code).toBe(1);
    expect(stdout).toContain('cannot restore 3 paths:');
    expect(stdout).toContain('a.txt  the second copy cannot be read (ENOENT)');
    expect(stdout).toContain('both.txt  the second copy is damaged too');
    expect(readFileSync(join(pair.root, 'both.txt'), 'utf8')).toBe('#ood in neither\n');
    expect(existsSync(asideOf(pair))).toBe(false);
  });

  it('leaves a change alone that may be meant, unless its code is named, and what --path does not match', async () => {
    const pair = await makePair();
    writeFileSync(join(pair.root, 'a.txt'), 'the worst file\n');
    utimesSync(join(pair.root, 'a.txt'), new Date(), new Date(Date.now() + 3_600_000));
    rot(join(pair.root, 'both.txt'));
    expect((await pair.repair('--yes', '--path', 'sub/**')).stdout).toContain('nothing to repair');
    expect((await pair.repair('--yes')).code).toBe(1);
    expect(readFileSync(join(pair.root, 'a.txt'), 'utf8')).toBe('the worst file\n');
    expect((await pair.repair('--yes', '--code', 'changed')).code).toBe(0);
    expect(readFileSync(join(pair.root, 'a.txt'), 'utf8')).toBe('the first file\n');
  });

  it('refuses a copy in the tree or the tree itself, a damaged manifest, and a tree without one', async () => {
    const pair = await makePair();
    const from = async (replica: string): Promise<number | null> =>
      (await pair.run('repair', pair.root, '--from', replica, '--yes')).code;
    expect(await from(pair.root)).toBe(2);
    expect(await from(join(pair.root, 'sub'))).toBe(2);
    expect(await from(join(pair.path, 'none'))).toBe(2);
    expect((await pair.repair('--yes', '--aside', join(pair.root, 'kept'))).code).toBe(2);
    rot(join(pair.root, 'a.txt'));
    const manifest = join(pair.root, 'restorable.sha256');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace(/^[\da-f]{4}/m, '0000'));
    expect((await pair.repair('--yes')).code).toBe(4);
    rmSync(manifest);
    expect((await pair.repair('--yes')).code).toBe(4);
    expect(lstatSync(join(pair.root, 'a.txt')).size).toBe(15);
    expect(readFileSync(join(pair.root, 'a.txt'), 'utf8')).toMatch(/^#/);
  });

  it('puts nothing through a directory of the tree that became a link', async () => {
    const pair = await makePair();
    const outside = join(pair.path, 'outside');
    mkdirSync(outside);
    rmSync(join(pair.root, 'sub/deep'), { recursive: true });
    symlinkSync(outside, join(pair.root, 'sub/deep'));
    const { code } = await pair.repair('--yes');
    expect([1, 3]).toContain(code);
    expect(readdirSync(outside)).toEqual([]);
  });

  it.skipIf(!needs('strace')).each([
    ['fsync', 'EIO'],
    ['write', 'ENOSPC'],
    ['rename', 'EROFS'],
    ['link', 'EDQUOT'],
  ])('leaves the file as it was where %s fails with %s', async (calls, error) => {
    const pair = await makePair();
    const file = join(pair.root, 'a.txt');
    rot(file);
    const damaged = readFileSync(file, 'utf8');
    const args = ['repair', '--no-journal', pair.root, '--from', pair.replica, '--yes'];
    const env = { ...process.env, XDG_STATE_HOME: pair.path };
    const { code, stderr } = await injected({ calls, error, when: '1+' }, args, { env });
    if (code !== 0) expect(readFileSync(file, 'utf8')).toBe(damaged);
    else expect(readFileSync(file, 'utf8')).toBe('the first file\n');
    expect(stderr).not.toContain('this is a bug');
    expect(readdirSync(pair.root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
