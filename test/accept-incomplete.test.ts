/** `restorable accept` where the tree could not be read whole, and what it leaves behind. */
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { AS_A_PERSON } from './help/peer.ts';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Makes a home whose root, with `a.txt` and `b.txt`, is sealed. */
async function makeSealedHome(): Promise<Home> {
  const home = makeHome(scratch);
  writeFileSync(join(home.root, 'b.txt'), 'the second file\n');
  expect((await home.run('seal', home.root)).code).toBe(0);
  return home;
}

const generationOf = ({ root }: Home): string | undefined =>
  /\tseq=(\d+)\t/.exec(readFileSync(join(root, 'restorable.sha256'), 'utf8'))?.[1];

/** Accepts all that can be accepted, without the permission to read `a.txt`. */
async function acceptWithoutReadingA({ path, root }: Home, ...flags: string[]): Promise<Ran> {
  const args = [PROGRAM, 'accept', root, '--reason', 'the new server', ...flags];
  const [tool = '', ...words] = [...AS_A_PERSON, process.execPath, ...args];
  chmodSync(join(root, 'a.txt'), 0);
  const ran = await execute(tool, words, { env: { ...process.env, XDG_STATE_HOME: path } });
  chmodSync(join(root, 'a.txt'), 0o644);
  return ran;
}

describe.skipIf(!needs('setpriv'))('accept where a file could not be read', () => {
  it('is incomplete and writes nothing where nothing else changed', async () => {
    const home = await makeSealedHome();
    const { code, stdout } = await acceptWithoutReadingA(home, '--yes');
    expect(stdout).toMatch(/not accepting 1 path:\n {2}denied {2}a\.txt/);
    expect(stdout).toContain('nothing to accept');
    expect(code).toBe(3);
    expect(generationOf(home)).toBe('1');
  });

  it.each(['warning', 'error'])(
    'accepts the change of another, and ends with 1 because a finding is left, with --fail-on %s',
    async (severity) => {
      const home = await makeSealedHome();
      writeFileSync(join(home.root, 'new.txt'), 'a new file\n');
      const { code, stdout } = await acceptWithoutReadingA(home, '--yes', '--fail-on', severity);
      expect(stdout).toMatch(/accepting 1 path:\n {2}unexpected {2}new\.txt/);
      expect(stdout).toMatch(/not accepting 1 path:\n {2}denied {2}a\.txt/);
      expect(code).toBe(1);
      expect(generationOf(home)).toBe('2');
      expect((await home.run('verify', home.root)).code).toBe(0);
    },
  );
});

describe('accept', () => {
  it('releases the lock of the root when it has written', async () => {
    const home = await makeSealedHome();
    appendFileSync(join(home.root, 'a.txt'), 'more\n');
    const { code } = await home.run('accept', home.root, '--reason', 'a new line', '--yes');
    expect(code).toBe(0);
    const locks = join(home.journals, '..', 'lock');
    expect(existsSync(locks)).toBe(true);
    expect(readdirSync(locks)).toEqual([]);
  });
});
