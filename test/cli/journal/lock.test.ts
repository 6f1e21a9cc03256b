import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isLockedByAnother, takeLock } from '../../../src/cli/journal/lock.ts';
import { isAlive, processMark } from '../../../src/cli/journal/lock-holder.ts';
import { makeHome } from '../../help/home.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const { signal } = new AbortController();

afterEach(() => void vi.unstubAllEnvs());

/** Makes a root, a link to it, and the directory of the locks of a state directory for the test. */
function makeRoot(): { readonly root: string; readonly link: string; readonly locks: string } {
  const state = mkdtempSync(join(scratch, 'state-'));
  vi.stubEnv('XDG_STATE_HOME', state);
  const [root, link] = [join(state, 'root'), join(state, 'link')];
  mkdirSync(root);
  symlinkSync(root, link);
  return { root, link, locks: join(state, 'restorable', 'lock') };
}

const HELD = {
  exit: 3,
  message: expect.stringContaining(`another run is working on it (process ${process.pid})`),
};

describe('the lock of a root', () => {
  it('is held until it is released, by whatever path the root is named', async () => {
    const { root, link, locks } = makeRoot();
    const release = await takeLock(root, 0, signal, { warn() {} });
    await expect(takeLock(link, 0, signal, { warn() {} })).rejects.toMatchObject(HELD);
    release();
    expect(readdirSync(locks)).toEqual([]);
    (await takeLock(link, 0, signal, { warn() {} }))();
  });

  it('is not removed by whom it was taken from', async () => {
    const { root, locks } = makeRoot();
    const release = await takeLock(root, 0, signal, { warn() {} });
    const [name = ''] = readdirSync(locks);
    writeFileSync(join(locks, name), '1 - of another run');
    release();
    expect(readFileSync(join(locks, name), 'utf8')).toBe('1 - of another run');
  });

  it('is waited for', async () => {
    const { root } = makeRoot();
    const release = await takeLock(root, 0, signal, { warn() {} });
    setTimeout(release, 50);
    (await takeLock(root, 20_000, signal, { warn() {} }))();
  });

  it('is of another only where that is another process, and runs', async () => {
    const { root, locks } = makeRoot();
    expect(isLockedByAnother(root)).toBe(false);
    const release = await takeLock(root, 0, signal, { warn() {} });
    expect(isLockedByAnother(root)).toBe(false);
    const [name = ''] = readdirSync(locks);
    writeFileSync(join(locks, name), `${process.ppid} - x ${root}\n`);
    expect(isLockedByAnother(root)).toBe(true);
    writeFileSync(join(locks, name), `${2 ** 22 + 1} - x ${root}\n`);
    expect(isLockedByAnother(root)).toBe(false);
    release();
  });
});

describe('the holder of a lock', () => {
  it('is alive while its process runs that started when it did', () => {
    const [pid = '', start = ''] = processMark().split(' ');
    expect(isAlive(processMark())).toBe(true);
    expect(isAlive(`${pid} -`)).toBe(true);
    if (start !== '-') expect(isAlive(`${pid} ${Number(start) + 1}`)).toBe(false);
    expect(isAlive(`${2 ** 22 + 1} -`)).toBe(false);
    expect(isAlive('x -')).toBe(false);
    expect(isAlive('')).toBe(false);
  });

  it('is told by the ticks since boot at which it started, as proc(5) has them', () => {
    const script = "sed 's/.*) //' /proc/$PPID/stat | cut -d ' ' -f 20";
    const ticks = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim();
    expect(ticks).toMatch(/^\d+$/);
    expect(processMark()).toBe(`${process.pid} ${ticks}`);
  });
});

describe('what a killed run left beside a lock', () => {
  it('is removed once it is old, and nothing else is', async () => {
    const { root, locks } = makeRoot();
    const release = await takeLock(root, 0, signal, { warn() {} });
    const [name = ''] = readdirSync(locks);
    release();
    const old = new Date(Date.now() - 3_600_000);
    for (const each of [`${name}.old`, 'other.old', `${name}.young`]) writeFileSync(join(locks, each), '');
    for (const each of [`${name}.old`, 'other.old']) utimesSync(join(locks, each), old, old);
    (await takeLock(root, 0, signal, { warn() {} }))();
    expect(readdirSync(locks).toSorted()).toEqual([`${name}.young`, 'other.old'].toSorted());
  });
});

describe('a lock that cannot be written', () => {
  it.each(['seal', 'verify', 'scan', 'accept'])('is said by %s, which goes on', async (command) => {
    const home = makeHome(scratch);
    await home.run('seal', home.root);
    writeFileSync(join(home.root, 'b.txt'), 'another file\n');
    const locks = join(home.path, 'restorable', 'lock');
    const args =
      { accept: ['--path', 'b.txt', '--yes', '--reason', 'new'], seal: ['--force'] }[command] ?? [];
    rmSync(locks, { recursive: true });
    writeFileSync(locks, '');
    const { stderr } = await home.run(command, home.root, ...args);
    expect(stderr).toContain(`${home.root}: not locked, ${locks}`);
    expect(stderr).toContain('(ENOTDIR)');
    rmSync(locks);
    expect((await home.run(command, home.root, ...args)).stderr).not.toContain('not locked');
  });

  it('is not said of a run that takes none', async () => {
    const home = makeHome(scratch);
    const state = join(home.path, 'restorable');
    mkdirSync(state);
    writeFileSync(join(state, 'lock'), '');
    expect(await home.run('scan', '--no-journal', home.root)).toMatchObject({ code: 0, stderr: '' });
    expect((await home.run('scan', '--no-journal', '--lock-wait', '1s', home.root)).stderr).toContain(
      'not locked',
    );
  });
});
