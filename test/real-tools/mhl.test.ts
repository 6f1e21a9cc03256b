/** Histories of ASC MHL and lists of MHL 1.1 by their specifications, whose tools cannot be had everywhere: flips, cuts, extras. */
import { cpSync, rmSync, truncateSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { fixtureOf } from '../help/opened.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('a history of ASC MHL', () => {
  it('is sound; damage, a loss and an addition are found', async () => {
    const { path, write } = makeFolder();
    cpSync(fixtureOf('ascmhl', 'generations'), path, { recursive: true });
    const sound = await verified(path);
    expect(sound).toMatchObject({ exit: 0, found: [] });
    expect(sound.vouchers.map(({ format, path: at }) => `${format} ${at}`)).toEqual([
      'ascmhl Reel/ascmhl/ascmhl_chain.xml',
      'ascmhl ascmhl/ascmhl_chain.xml',
    ]);
    const covered = ['Clips/A001.txt', 'Clips/A&B.txt', 'Summary.txt', 'new name.txt', 'Reel/B001.txt'];
    await expectFlipsFound(path, covered);
    for (const at of ['Clips/extra.txt', 'Reel/extra.txt']) {
      write(at, 'extra\n');
      expect(await verified(path)).toMatchObject({ exit: 1, found: [`unexpected ${at}`] });
      rmSync(`${path}/${at}`);
    }
    write('Clips/.DS_Store', 'of the desktop');
    expect(await verified(path)).toMatchObject({ exit: 0 });
    truncateSync(`${path}/Clips/A001.txt`, 3);
    rmSync(`${path}/Reel/B001.txt`);
    expect(await verified(path)).toMatchObject({
      exit: 1,
      found: ['truncated Clips/A001.txt', 'missing Reel/B001.txt'],
    });
    truncateSync(`${path}/ascmhl/0001_sample_2026-11-23_051500Z.mhl`, 500);
    expect(await verified(path)).toMatchObject({ exit: 4 });
  });
});

describe('a list of MHL 1.1', () => {
  it('is sound but for what has no digest; damage and a loss are found', async () => {
    const { path } = makeFolder();
    cpSync(fixtureOf('mhl', 'flat'), path, { recursive: true });
    expect(await verified(path)).toMatchObject({ exit: 1, found: ['unvouched Clips/e.txt'] });
    rmSync(`${path}/Clips/e.txt`);
    expect(await verified(path)).toMatchObject({ exit: 1, found: ['missing Clips/e.txt'] });
    cpSync(`${fixtureOf('mhl', 'flat')}/Clips/e.txt`, `${path}/Clips/e.txt`);
    await expectFlipsFound(
      path,
      ['a', 'b', 'c', 'd'].map((name) => `Clips/${name}.txt`),
    );
    truncateSync(`${path}/Clips/e.txt`, 1);
    expect((await verified(path)).found).toContain('truncated Clips/e.txt');
  });

  it('alone with digests exits 0', async () => {
    const { path } = makeFolder();
    cpSync(`${fixtureOf('ascmhl', 'one')}/hello.txt`, `${path}/hello.txt`);
    cpSync(`${fixtureOf('ascmhl', 'one')}/ascmhl/0001_ascmhl_2026-11-23_051500Z.mhl`, `${path}/list.mhl`);
    expect((await expectSound(path, 'mhl')).entries).toBe(1);
  });
});
