import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isLockedByAnother, takeLock } from '../../../src/cli/journal/lock.ts';
import { isAlive, processMark } from '../../../src/cli/journal/lock-holder.ts';
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
    const release = await takeLock(root, 0, signal);
    await expect(takeLock(link, 0, signal)).rejects.toMatchObject(HELD);
    release();
    expect(readdirSync(locks)).toEqual([]);
    (await takeLock(link, 0, signal))();
  });

  it('is not removed by whom it was taken from', async () => {
    const { root, locks } = makeRoot();
    const release = await takeLock(root, 0, signal);
    const [name = ''] = readdirSync(locks);
    writeFileSync(join(locks, name), '1 - of another run');
    release();
    expect(readFileSync(join(locks, name), 'utf8')).toBe('1 - of another run');
  });

  it('is waited for', async () => {
    const { root } = makeRoot();
    const release = await takeLock(root, 0, signal);
    setTimeout(release, 50);
    (await takeLock(root, 20_000, signal))();
  });

  it('is of another only where that is another process, and runs', async () => {
    const { root, locks } = makeRoot();
    expect(isLockedByAnother(root)).toBe(false);
    const release = await takeLock(root, 0, signal);
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
    const release = await takeLock(root, 0, signal);
    const [name = ''] = readdirSync(locks);
    release();
    const old = new Date(Date.now() - 3_600_000);
    for (const each of [`${name}.old`, 'other.old', `${name}.young`]) writeFileSync(join(locks, each), '');
    for (const each of [`${name}.old`, 'other.old']) utimesSync(join(locks, each), old, old);
    (await takeLock(root, 0, signal))();
    expect(readdirSync(locks).toSorted()).toEqual([`${name}.young`, 'other.old'].toSorted());
  });
});
