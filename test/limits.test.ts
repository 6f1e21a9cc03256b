/** Runs under the limits of the shell (prlimit): never sound by mistake, never a crash, and no manifest lost. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const GIB = 2 ** 30;

async function makeSealed(): Promise<Home> {
  const home = makeHome(scratch);
  mkdirSync(join(home.root, 'sub'));
  for (let i = 0; i < 30; i++) writeFileSync(join(home.root, 'sub', `${i}.txt`), `the file ${i} of many\n`);
  expect((await home.run('seal', home.root)).code).toBe(0);
  return home;
}

/** Runs under a limit, on one core, with a state directory of its own. */
function under(limit: string, home: Home, ...args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, XDG_STATE_HOME: join(home.path, 'state') };
  return execute('prlimit', [limit, process.execPath, PROGRAM, ...args, home.root], { env });
}

describe.skipIf(!needs('prlimit'))('under a limit', () => {
  it('says which one it is, and calls it no bug and no damage', async () => {
    const home = await makeSealed();
    for (const [limit, wanted] of [
      [`--as=${2 * GIB}`, 'ulimit -v'],
      ['--fsize=100', 'EFBIG'],
      ['--fsize=0', 'EFBIG'],
    ] as const) {
      const { code, stderr } = await under(limit, home, 'verify');
      expect([limit, code]).toEqual([limit, 3]);
      expect(stderr).not.toContain('bug');
      expect(stderr).toContain(wanted);
    }
  });

  it('finds what is damaged all the same where only the journal cannot be written', async () => {
    const home = await makeSealed();
    writeFileSync(join(home.root, 'a.txt'), 'the first life\n');
    for (const size of [0, 100, 1500]) expect((await under(`--fsize=${size}`, home, 'verify')).code).toBe(1);
  });

  it('of the size of files, seal leaves the manifest that was there', async () => {
    const home = await makeSealed();
    const manifest = join(home.root, 'restorable.sha256');
    const before = readFileSync(manifest);
    for (const size of [0, 600]) {
      const { code } = await under(`--fsize=${size}`, home, 'seal', '--force');
      expect(code).toBe(3);
      expect(readFileSync(manifest).equals(before)).toBe(true);
    }
  });

  it('of open files, is never sound where the damage was not read', async () => {
    const home = await makeSealed();
    writeFileSync(join(home.root, 'a.txt'), 'the first life\n');
    for (const count of [19, 20, 21, 22, 23, 25]) {
      const { code } = await under(`--nofile=${count}`, home, 'verify', '--jobs', '2');
      expect([count, code === 0]).toEqual([count, false]);
    }
  });
});
