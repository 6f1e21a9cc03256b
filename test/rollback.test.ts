/** Manifests that are put back, exchanged or removed, and those that follow the last one as they should. */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();

type Pair = Home & { readonly manifest: string; elsewhere(...args: readonly string[]): Promise<Ran> };

/** A home with a sealed root that was seen once, and another machine that writes to the same root. */
async function makeSeen(): Promise<Pair> {
  const home = makeHome(scratch);
  const env = { ...process.env, XDG_STATE_HOME: join(home.path, 'elsewhere') };
  const elsewhere: Pair['elsewhere'] = (...args) => execute(process.execPath, [PROGRAM, ...args], { env });
  expect((await elsewhere('seal', home.root)).code).toBe(0);
  const first = await home.run('verify', '-v', home.root);
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('is the first manifest that is seen here: trusted on first use');
  return { ...home, elsewhere, manifest: join(home.root, 'restorable.sha256') };
}

const again = (home: Pair): Promise<Ran> => home.elsewhere('seal', '--force', home.root);

describe('a manifest that follows the last one', () => {
  it('is taken, once and several times, also where some were not seen', async () => {
    const home = await makeSeen();
    for (const seals of [0, 1, 2]) {
      for (let n = 0; n < seals; n++) expect((await again(home)).code).toBe(0);
      expect(await home.run('verify', '-v', home.root)).toMatchObject({ code: 0, stderr: '' });
    }
    expect((await home.run('head', home.root)).stdout).toContain('generation 4');
  });

  it('is taken where it is accepted, here or elsewhere', async () => {
    const home = await makeSeen();
    for (const run of [home.elsewhere, home.run, home.elsewhere]) {
      writeFileSync(join(home.root, `${readdirSync(home.root).length}.txt`), 'a new file\n');
      expect((await run('accept', '--yes', '--reason', 'a new file', home.root)).code).toBe(0);
      expect((await home.run('verify', home.root)).code).toBe(0);
    }
  });

  it('is whatever this machine seals itself', async () => {
    const home = await makeSeen();
    rmSync(home.manifest);
    expect((await home.run('seal', home.root)).code).toBe(0);
    expect(await home.run('verify', '-v', home.root)).toMatchObject({ code: 0, stderr: '' });
  });

  it('begins anew where a rotation puts another directory in the place of one', async () => {
    const home = makeHome(scratch);
    const env = { ...process.env, XDG_STATE_HOME: join(home.path, 'elsewhere') };
    const days = [0, 1, 2].map((n) => join(home.path, `daily.${n}`));
    const [day = '', before = '', oldest = ''] = days;
    for (const n of [1, 2, 3, 4]) {
      // A manifest has its date in whole seconds.
      await sleep(1100);
      rmSync(oldest, { recursive: true, force: true });
      if (n > 2) renameSync(before, oldest);
      if (n > 1) renameSync(day, before);
      mkdirSync(day);
      writeFileSync(join(day, 'a.txt'), `the file of day ${n}\n`);
      expect((await execute(process.execPath, [PROGRAM, 'seal', day], { env })).code).toBe(0);
      for (const each of days.slice(0, n)) expect((await home.run('verify', each)).code).toBe(0);
    }
  });

  it('is that of each of the disks that take turns in one place', async () => {
    const home = makeHome(scratch);
    const disks = ['a', 'b', 'c'].map((name) => join(home.path, name));
    for (const disk of disks) cpSync(home.root, disk, { recursive: true });
    rmSync(home.root, { recursive: true });
    const inPlace = async (disk: string, ...args: readonly string[]): Promise<Ran['code']> => {
      renameSync(disk, home.root);
      const { code } = await home.run(...args, home.root);
      renameSync(home.root, disk);
      return code;
    };
    for (const night of [1, 2, 3])
      for (const [n, disk] of disks.entries()) {
        if (night > n) expect(await inPlace(disk, 'seal', '--force')).toBe(0);
      }
    for (const disk of [...disks, ...disks.toReversed(), ...disks])
      expect(await inPlace(disk, 'verify')).toBe(0);
    const [disk = ''] = disks;
    copyFileSync(join(disk, 'restorable.sha256'), join(home.path, 'old'));
    expect(await inPlace(disk, 'seal', '--force')).toBe(0);
    copyFileSync(join(home.path, 'old'), join(disk, 'restorable.sha256'));
    expect(await inPlace(disk, 'verify')).toBe(4);
  });

  it('does not matter without a state, and none is made with --no-journal', async () => {
    const home = makeHome(scratch);
    expect((await home.run('seal', '--no-journal', home.root)).code).toBe(0);
    expect((await home.run('verify', '--no-journal', home.root)).code).toBe(0);
    expect(readdirSync(home.path)).not.toContain('restorable');
  });
});

describe('a manifest that does not follow the last one', () => {
  it.each<[string, (home: Pair) => Promise<unknown>, string]>([
    [
      'an older one',
      async (home) => {
        copyFileSync(home.manifest, join(home.path, 'old'));
        await again(home);
        expect((await home.run('verify', home.root)).code).toBe(0);
        copyFileSync(join(home.path, 'old'), home.manifest);
      },
      'it is older than the last one: generation 1',
    ],
    [
      'an old tree as a whole',
      async (home) => {
        cpSync(home.root, join(home.path, 'old'), { recursive: true, preserveTimestamps: true });
        await again(home);
        expect((await home.run('verify', home.root)).code).toBe(0);
        rmSync(home.root, { recursive: true });
        renameSync(join(home.path, 'old'), home.root);
      },
      'it is older than the last one: generation 1',
    ],
    [
      'one that was made beside it',
      async (home) => {
        copyFileSync(home.manifest, join(home.path, 'first'));
        await again(home);
        expect((await home.run('verify', home.root)).code).toBe(0);
        copyFileSync(join(home.path, 'first'), home.manifest);
        await again(home);
      },
      'it does not follow the last one, but another beside it: generation 2',
    ],
    [
      'one that follows another',
      async (home) => {
        await again(home);
        await again(home);
        expect((await home.run('verify', home.root)).code).toBe(0);
        rmSync(home.manifest);
        for (let n = 0; n < 4; n++) await again(home);
      },
      'it does not follow the last one, but another beside it: generation 4',
    ],
    [
      'one of another chain',
      async (home) => {
        rmSync(home.manifest);
        await home.elsewhere('seal', home.root);
      },
      'it is of another chain: generation 1',
    ],
    [
      'that of another tree',
      async (home) => {
        const other = join(home.path, 'other');
        mkdirSync(other);
        writeFileSync(join(other, 'b.txt'), 'another tree\n');
        await home.elsewhere('seal', other);
        await home.elsewhere('seal', '--force', other);
        rmSync(home.root, { recursive: true });
        renameSync(other, home.root);
      },
      'it does not follow the last one',
    ],
    ['none', async (home) => rmSync(home.manifest), 'there is none any more'],
    [
      'a list that anybody can write',
      async (home) => {
        const text = readFileSync(home.manifest, 'latin1');
        rmSync(home.manifest);
        writeFileSync(join(home.root, 'SHA256SUMS'), `${/^[0-9a-f]{64} .*$/m.exec(text)?.[0]}\n`);
      },
      'there is none any more',
    ],
  ])('is not to be trusted: %s', async (_, change, wanted) => {
    const home = await makeSeen();
    await change(home);
    for (const flags of [[], ['--no-journal']]) {
      const ran = await home.run('verify', ...flags, home.root);
      expect(ran.code).toBe(4);
      expect(ran.stdout).toContain(wanted);
      expect(ran.stdout).toContain(`if this is meant: restorable head --pin ${home.root}`);
    }
    const shown = await home.run('head', home.root);
    expect(shown.code).toBe(4);
    expect(shown.stdout).toMatch(/OLDER|does NOT follow|GONE/);
  });
});

describe('restorable head', () => {
  it('pins an old generation that was put back on purpose, and what follows it is taken', async () => {
    const home = await makeSeen();
    copyFileSync(home.manifest, join(home.path, 'old'));
    await again(home);
    expect((await home.run('verify', home.root)).code).toBe(0);
    copyFileSync(join(home.path, 'old'), home.manifest);
    expect((await home.run('verify', home.root)).code).toBe(4);
    expect((await home.run('head', '--pin', home.root)).code).toBe(0);
    expect((await home.run('verify', home.root)).code).toBe(0);
    await again(home);
    expect((await home.run('verify', home.root)).code).toBe(0);
  });

  it('pins before anything is trusted, only the one with the digest', async () => {
    const home = makeHome(scratch);
    expect((await home.run('seal', '--no-journal', home.root)).code).toBe(0);
    expect((await home.run('head', home.root)).stdout).toContain('trust on first use');
    const wrong = await home.run('head', '--pin', '--digest', 'ab'.repeat(32), home.root);
    expect(wrong.code).toBe(4);
    const [, digest = ''] = /sha256:([0-9a-f]{64})/.exec((await home.run('head', home.root)).stdout) ?? [];
    expect((await home.run('head', '--pin', '--digest', digest, home.root)).code).toBe(0);
    expect((await home.run('verify', '-v', home.root)).stderr).toBe('');
  });

  it('forgets, and says so where what was seen is damaged', async () => {
    const home = await makeSeen();
    const heads = join(home.path, 'restorable', 'heads');
    const [name = ''] = readdirSync(heads);
    writeFileSync(join(heads, name), '{"schema":1,"he');
    const damaged = await home.run('verify', home.root);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toContain('what was seen of this root is damaged');
    expect((await home.run('head', '--forget', home.root)).code).toBe(0);
    expect(readdirSync(heads)).toEqual([]);
    expect((await home.run('verify', home.root)).code).toBe(0);
  });

  it.each([
    [['--digest', 'ab'.repeat(32)], 2],
    [['--pin', '--digest', 'ab'], 2],
    [['--pin', '--forget'], 2],
    [['--pin'], 4],
    [[], 4],
  ])('with %j and nothing there is exit %i', async (flags, code) => {
    const home = makeHome(scratch);
    expect((await home.run('head', ...flags, home.root)).code).toBe(code);
  });
});
