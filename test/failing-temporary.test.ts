/** A temporary directory that is full or absent, where a list does not fit into memory. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeHome } from './help/home.ts';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const scratch = makeScratch();
/** More entries than are sorted in memory. */
const ENTRIES = 200_001;
const CONTENT = 'the first file\n';
/** Of hashdeep: checksum lists are sorted in memory, whatever their length. */
const LIST = 'all.hashdeep';

const home = makeHome(scratch);
const full = join(scratch, 'full');
mkdirSync(full);
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]).status === 0;
afterAll(() => void (isMounted && spawnSync('umount', [full])));
const absent = join(scratch, 'absent');

const before = join(home.path, 'before');
const listed = join(home.path, 'listed');

/** A sealed root in two generations, and the same with a list that is longer than memory allows. */
beforeAll(async () => {
  expect((await home.run('seal', home.root)).code).toBe(0);
  cpSync(home.root, before, { recursive: true });
  cpSync(home.root, listed, { recursive: true });
  const hex = createHash('sha256').update(CONTENT).digest('hex');
  const head = '%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n## Invoked from: /\n##\n';
  const size = CONTENT.length;
  const lines = Array.from(
    { length: ENTRIES },
    (_, i) => `${size},${hex},${i === 0 ? 'a.txt' : `gone/${i}`}\n`,
  );
  writeFileSync(join(listed, LIST), head + lines.join(''));
});

const unlisted = (): string => {
  const root = join(home.path, 'unsealed');
  if (!existsSync(root)) {
    mkdirSync(root);
    for (const name of ['a.txt', LIST]) cpSync(join(listed, name), join(root, name));
  }
  return root;
};

function run(temporary: string, ...args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, XDG_STATE_HOME: home.path, TMPDIR: temporary };
  return execute(process.execPath, [PROGRAM, ...args], { env, within: 170_000 });
}

/** Expects that nothing is left in the temporary directory, and that it was not made. */
function expectNothingLeft(temporary: string): void {
  if (temporary === full) expect(readdirSync(full)).toEqual([]);
  else expect(existsSync(absent)).toBe(false);
}

const TEMPORARIES = [
  { what: 'full', temporary: full },
  { what: 'absent', temporary: absent },
];

describe.each(TEMPORARIES)('where the temporary directory is $what', ({ temporary }) => {
  // Only root can mount one.
  const isThere = temporary !== full || isMounted;

  it.skipIf(!isThere).each([
    { command: 'verify', args: () => ['verify', unlisted()] },
    { command: 'seal', args: () => ['seal', unlisted()] },
    { command: 'latest', args: () => ['latest', unlisted()] },
    { command: 'accept', args: () => ['accept', '--reason', 'because', '--yes', listed] },
  ])('$command is exit 3 with a hint, and nothing is lost', async ({ args }) => {
    const manifest = readFileSync(join(listed, 'restorable.sha256'));
    const { code, stderr } = await run(temporary, ...args());
    expect(stderr).toMatch(/cannot be (?:written|created) \((?:ENOSPC|ENOENT)\)/);
    expect(stderr).toContain('TMPDIR=DIR');
    expect(stderr).not.toMatch(/bug|\.js:\d/);
    expect(code).toBe(3);
    expect(readFileSync(join(listed, 'restorable.sha256'))).toEqual(manifest);
    expect(readdirSync(listed).toSorted()).toEqual(['a.txt', LIST, 'restorable.sha256']);
    expect(readdirSync(unlisted()).toSorted()).toEqual(['a.txt', LIST]);
    expectNothingLeft(temporary);
  });

  it.skipIf(!isThere).each([
    { command: 'scan', args: () => ['scan', unlisted()] },
    { command: 'compare', args: () => ['compare', before, home.root] },
    { command: 'verify, where all fits into memory,', args: () => ['verify', home.root] },
    { command: 'seal, where all fits into memory,', args: () => ['seal', '--force', home.root] },
  ])('$command does not need it', async ({ args }) => {
    const { code, stderr } = await run(temporary, ...args());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectNothingLeft(temporary);
  });
});
