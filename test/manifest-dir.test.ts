/** `--manifest-dir`: manifests that are kept outside of the trees, one for each. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

it('names each manifest after the path of its tree, and finds it there', async () => {
  const { path, root, run } = makeHome(scratch);
  const other = join(path, 'a-b%2F c');
  mkdirSync(other);
  writeFileSync(join(other, 'b.txt'), 'the second file\n');
  const kept = join(path, 'deep/kept');
  for (const tree of [root, other]) expect((await run('seal', '--manifest-dir', kept, tree)).code).toBe(0);
  expect(existsSync(join(root, 'restorable.sha256'))).toBe(false);
  expect(readdirSync(kept).map((name) => `/${decodeURIComponent(name)}`)).toEqual(
    expect.arrayContaining([`${root}.sha256`, `${other}.sha256`]),
  );
  const verified = await run('verify', '--manifest-dir', kept, root, other);
  expect(verified).toMatchObject({ code: 0, stdout: '', stderr: '' });

  appendFileSync(join(other, 'b.txt'), 'more\n');
  expect((await run('verify', '--manifest-dir', kept, root, other)).code).toBe(1);
  const reason = ['--reason', 'the second file has a new line'];
  expect((await run('accept', '--manifest-dir', kept, ...reason, '--yes', other)).code).toBe(0);
  expect((await run('verify', '--manifest-dir', kept, root, other)).code).toBe(0);
});

it('gives a long path a short name', async () => {
  const { path, run } = makeHome(scratch);
  const root = join(path, 'long'.repeat(50), 'long'.repeat(50));
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'a.txt'), 'the first file\n');
  const kept = join(path, 'kept');
  expect((await run('seal', '--manifest-dir', kept, root)).code).toBe(0);
  expect(readdirSync(kept)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.sha256$/)]);
  expect((await run('verify', '--manifest-dir', kept, root)).code).toBe(0);
});

it('refuses what could be taken for something else', async () => {
  const { path, root, run } = makeHome(scratch);
  const kept = join(path, 'kept');
  expect(await run('verify', '--manifest-dir', kept, root)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining(`create one: restorable seal --manifest-dir ${kept} ${root}\n`),
  });
  expect((await run('seal', '--manifest-dir', join(root, 'kept'), root)).code).toBe(2);
  expect(existsSync(join(root, 'kept'))).toBe(false);
  expect((await run('seal', '--manifest-dir', kept, '-o', join(path, 'm.sha256'), root)).code).toBe(2);
  expect((await run('seal', '--manifest-dir', kept, '--algorithm', 'blake3', root)).code).toBe(0);
  expect(await run('seal', '--manifest-dir', kept, root)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('by another algorithm'),
  });
  expect((await run('verify', '--manifest-dir', kept, '--manifest', join(path, 'm.sha256'), root)).code).toBe(
    2,
  );
  expect((await run('verify', '--manifest-dir', kept, '--replicas', root, path)).code).toBe(2);
  expect((await run('verify', '--manifest-dir', kept, '--list-vouchers', root)).code).toBe(2);
});
