/** `--set` for the commands that do not check every night: seal, latest, compare and accept. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, parseEvents, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

type Home = { readonly path: string; run(...args: readonly string[]): Promise<Ran> };

/** A home with a file `letter.txt` in each of some directories, and restorable.json with these sets. */
function makeHome(sets: object, directories: readonly string[] = ['a']): Home {
  const path = mkdtempSync(join(scratch, 'home-'));
  for (const name of directories) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, 'letter.txt'), `the letter of ${name}\n`);
  }
  writeFileSync(join(path, 'restorable.json'), JSON.stringify({ sets }));
  const env = { ...process.env, XDG_STATE_HOME: path };
  return {
    path,
    run: (command = '', ...args) =>
      execute(process.execPath, [PROGRAM, command, '--config', 'restorable.json', ...args], {
        env,
        cwd: path,
      }),
  };
}

const DAYS = ['db-2026-11-19', 'db-2026-11-20', 'db-2026-11-21'];

describe.concurrent('seal --set', () => {
  it('reads what the set reads, and writes the manifest against which it is verified', async () => {
    const home = makeHome({ mail: { roots: ['a'], exclude: ['*.tmp'], manifest: 'mail.sha256' } });
    writeFileSync(join(home.path, 'a', 'x.tmp'), 'left out\n');
    expect(await home.run('seal', '--set', 'mail')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(home.path, 'a', 'restorable.sha256'))).toBe(false);
    expect(readFileSync(join(home.path, 'mail.sha256'), 'utf8')).not.toContain('x.tmp');
    expect((await home.run('verify', '--set', 'mail')).code).toBe(0);
    writeFileSync(join(home.path, 'a', 'letter.txt'), 'another letter\n');
    expect((await home.run('verify', '--set', 'mail')).code).toBe(1);
  });

  it('lets the tools of stores remove old data where the set says so, which no other command minds', async () => {
    const home = makeHome({ mail: { roots: ['a'], retention: true }, strict: { roots: ['b'] } }, ['a', 'b']);
    for (const name of ['a', 'b']) {
      mkdirSync(join(home.path, name, 'repo/snapshots'), { recursive: true });
      for (const part of ['data', 'index', 'keys']) mkdirSync(join(home.path, name, 'repo', part));
      writeFileSync(join(home.path, name, 'repo/config'), 'c'.repeat(155));
      writeFileSync(join(home.path, name, 'repo/keys', 'a'.repeat(64)), '{}\n');
    }
    expect((await home.run('seal', '--all-sets', '--accept-findings')).code).toBe(0);
    const manifest = (name: string): string =>
      readFileSync(join(home.path, name, 'restorable.sha256'), 'utf8');
    expect(manifest('a')).toContain('retention=restic:repo/');
    expect(manifest('b')).not.toContain('retention=');
    expect((await home.run('scan', '--set', 'mail')).stderr).not.toContain('retention');
  });

  it('seals every root of a set at its top, and lets none be named beside a set', async () => {
    const home = makeHome({ db: { roots: ['db-*'] } }, DAYS);
    expect((await home.run('seal', '--all-sets')).code).toBe(0);
    for (const day of DAYS) expect(existsSync(join(home.path, day, 'restorable.sha256'))).toBe(true);
    expect((await home.run('seal', '--set', 'db', DAYS[0] ?? '')).code).toBe(2);
  });

  it('writes no manifest of several directories into one file', async () => {
    const home = makeHome({ db: { roots: ['db-*'], manifest: 'db.sha256' } }, DAYS);
    const { code, stderr } = await home.run('seal', '--force', '--set', 'db');
    expect([code, existsSync(join(home.path, 'db.sha256'))]).toEqual([2, false]);
    expect(stderr).toContain('one manifest for 3 directories');
  });

  it('replaces no report of the checks, and pings no monitor of theirs', async () => {
    const home = makeHome({ mail: { roots: ['a'], report: ['csv:a.csv'], ping: 'http://127.0.0.1:1/' } });
    expect(await home.run('seal', '--set', 'mail')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(home.path, 'a.csv'))).toBe(false);
    expect((await home.run('verify', '--set', 'mail')).stderr).toContain('cannot send the ping');
    expect(existsSync(join(home.path, 'a.csv'))).toBe(true);
  });
});

describe.concurrent('latest --set', () => {
  it('looks among the roots of the set, with its flags', async () => {
    const home = makeHome({ db: { roots: ['db-*'] }, big: { roots: ['db-*'], minFiles: 3 } }, DAYS);
    await home.run('seal', '--set', 'db');
    const newest = join(home.path, DAYS[2] ?? '');
    expect(await home.run('latest', '--set', 'db')).toMatchObject({ code: 0, stdout: `${newest}\n` });
    writeFileSync(join(newest, 'letter.txt'), 'rotten\n');
    const { stdout } = await home.run('latest', '--set', 'db');
    expect(stdout).toBe(`${join(home.path, DAYS[1] ?? '')}\n`);
    expect((await home.run('latest', '--set', 'big')).code).toBe(1);
  });
});

describe.concurrent('compare --set', () => {
  const changed = async (home: Home, ...args: readonly string[]): Promise<string[]> => {
    const { stdout } = await home.run('compare', '--json', ...args);
    return parseEvents(stdout).flatMap((event) => (event.type === 'finding' ? [event.code] : []));
  };

  it('compares the newest generation with the one before it, or with the baseline of the set', async () => {
    const home = makeHome(
      { db: { roots: ['db-*'] }, all: { roots: ['db-*'], baseline: 'db-2026-11-19' } },
      DAYS,
    );
    for (const day of DAYS.slice(1)) writeFileSync(join(home.path, day, 'letter.txt'), 'the same letter\n');
    expect(await changed(home, '--set', 'db')).toEqual([]);
    expect(await changed(home, '--set', 'all')).toEqual(['updated']);
  });

  it.each([
    ['one generation', ['--set', 'one'], 'only one generation, and no baseline'],
    ['a generation beside a set', ['--set', 'one', 'a'], 'both directories and sets are named'],
  ])('refuses %s', async (_, args, why) => {
    const { code, stderr } = await makeHome({ one: { roots: ['a'] } }).run('compare', ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });
});

describe.concurrent('accept --set', () => {
  it('writes the next generation of the manifest of the set', async () => {
    const home = makeHome({ mail: { roots: ['a'], manifest: 'mail.sha256' } });
    await home.run('seal', '--set', 'mail');
    writeFileSync(join(home.path, 'a', 'letter.txt'), 'another letter\n');
    const accept = ['accept', '--set', 'mail', '--reason', 'rewritten'];
    expect(await home.run(...accept, '--yes')).toMatchObject({ code: 0 });
    expect((await home.run('verify', '--set', 'mail')).code).toBe(0);
  });

  it('forgives no code that the set has for its reports', async () => {
    const home = makeHome({ mail: { roots: ['a'], code: ['zero-filled'] } });
    await home.run('seal', '--set', 'mail');
    writeFileSync(join(home.path, 'a', 'letter.txt'), Buffer.alloc(5000));
    const { code } = await home.run('accept', '--set', 'mail', '--reason', 'a test', '--yes');
    expect([code, (await home.run('verify', '--set', 'mail')).code]).toEqual([1, 1]);
  });

  it('takes one directory', async () => {
    const home = makeHome({ db: { roots: ['db-*'] } }, DAYS);
    const { code, stderr } = await home.run('accept', '--set', 'db', '--reason', 'a test');
    expect([code, stderr]).toEqual([2, expect.stringContaining('accept takes one directory, not 3')]);
  });
});
