/** What `restorable accept` says, and what it refuses. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from '../../help/home.ts';
import type { Ran } from '../../help/program.ts';
import { makeScratch } from '../../help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** A sealed home with a list, to which `new.txt` comes afterwards. */
async function makeChangedHome(...flags: string[]): Promise<Home> {
  const home = makeHome(scratch);
  const digest = createHash('sha256').update('the first file\n').digest('hex');
  writeFileSync(join(home.root, 'SHA256SUMS'), `${digest}  a.txt\n`);
  expect((await home.run('seal', '--accept-code', 'unvouched', ...flags, home.root)).code).toBe(0);
  writeFileSync(join(home.root, 'new.txt'), 'a new file\n');
  return home;
}

const accept = (home: Home, ...flags: string[]): Promise<Ran> =>
  home.run('accept', home.root, '--reason', 'the new server', ...flags);

describe('what accept says', () => {
  it('is what it would do, and with --yes what it does', async () => {
    const home = await makeChangedHome();
    const shown = await accept(home);
    expect(shown).toMatchObject({ code: 1, stderr: '' });
    expect(shown.stdout).toBe(
      'would accept 1 path:\n  unexpected  new.txt\nnothing was written; add --yes to write the next generation of the manifest\n',
    );
    const done = await accept(home, '--yes');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toContain('accepting 1 path:\n  unexpected  new.txt\n');
    expect(done.stdout).toMatch(/\naccepted: \S*restorable\.sha256 is now generation 2\n$/);
  });

  it('is nothing but what was written with --quiet, and events with --json', async () => {
    const home = await makeChangedHome();
    expect(await accept(home, '--quiet')).toMatchObject({ code: 1, stdout: '', stderr: '' });
    const told = await accept(home, '--json', '--yes');
    const events = told.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ type: 'accept', seq: 2, reason: 'the new server', paths: 1 });
    writeFileSync(join(home.root, 'newer.txt'), 'a newer file\n');
    expect((await accept(home, '--quiet', '--yes')).stdout).toMatch(/^accepted: .* is now generation 3\n$/);
  });

  it('is how many more there are beyond --limit', async () => {
    const home = await makeChangedHome();
    for (const name of ['p', 'q', 'r']) writeFileSync(join(home.root, `${name}.txt`), `a file ${name}\n`);
    const { stdout } = await accept(home, '--limit', '1');
    expect(stdout).toContain('would accept 4 paths:\n  unexpected  new.txt\n  and 3 more paths\n');
    expect((await accept(home, '--limit', '4')).stdout).not.toContain('more path');
  });

  it('is to sign again where a signature lies beside the manifest, and nothing of that elsewhere', async () => {
    const home = await makeChangedHome();
    const signature = join(home.root, 'restorable.sha256.sig');
    writeFileSync(signature, 'signed\n');
    const { stderr } = await accept(home, '--yes');
    expect(stderr).toBe(
      `restorable: warning: ${signature} signs the previous generation\nrestorable: hint: sign this one too: --sign KEY\n`,
    );
  });
});

describe('accept refuses', () => {
  it('what contradicts a list in the tree, in words, or in events alone', async () => {
    const home = await makeChangedHome();
    writeFileSync(join(home.root, 'a.txt'), 'the FIRST file\n');
    const { code, stdout } = await accept(home, '--yes');
    expect(code).toBe(1);
    expect(stdout).toContain('nothing was accepted: 1 finding against lists in the tree:\n');
    expect(stdout).toContain('name each code that is right as it is: --code CODE');
    expect(await accept(home, '--yes', '--quiet')).toMatchObject({ code: 1, stdout: '' });
    expect((await accept(home, '--yes', '--json')).stdout).not.toMatch(/^[^{]/m);
    expect(existsSync(join(home.root, 'restorable.sha256.1'))).toBe(false);
  });

  it('a list that is not to be trusted, by its name, and a manifest by its own', async () => {
    const home = await makeChangedHome();
    const list = join(home.root, 'SHA256SUMS');
    appendFileSync(list, 'no line of a list\n');
    const { code, stderr } = await accept(home, '--yes');
    expect(code).toBe(4);
    expect(stderr).toContain(`error: ${list}: cannot be trusted, so that nothing was accepted\n`);
    const manifest = join(home.root, 'restorable.sha256');
    appendFileSync(manifest, 'more\n');
    const other = await accept(home, '--yes', '--manifest', manifest);
    expect(other.code).toBe(4);
    expect(other.stderr).toContain(`error: ${manifest}: cannot be trusted, so it cannot be replaced`);
  });

  it('what is no directory, and a directory without a manifest', async () => {
    const home = makeHome(scratch);
    const file = join(home.root, 'a.txt');
    expect(await home.run('accept', file, '--reason', 'a file')).toMatchObject({
      code: 2,
      stderr: `restorable: error: ${file}: not a directory\nrestorable: hint: name the directory that was sealed\n`,
    });
    expect(await accept(home)).toMatchObject({
      code: 4,
      stderr: `restorable: error: ${home.root}: no manifest found\nrestorable: hint: create one: restorable seal ${home.root}\n`,
    });
  });
});

describe('the manifest that accept replaces', () => {
  it.each(['sha512', 'blake3'])('may be of %s', async (algorithm) => {
    const home = await makeChangedHome('--algorithm', algorithm);
    const { code, stdout } = await accept(home, '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(`/restorable.${algorithm} is now generation 2\n`);
  });
});
