/** A database of WiredTiger as its own tool makes it: healthy, copied while it is opened, and damaged as the tool finds it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { flipped } from '../structure/standing.ts';
import { expectSound, saidOf } from './homes.ts';

describe.skipIf(!needs('wt'))('a database of WiredTiger', () => {
  const scratch = makeScratch();
  const made = join(scratch, 'made');
  const script = `
    mkdir made
    wt -h made create -c key_format=S,value_format=S table:t
    wt -h made create -c key_format=S,value_format=S,allocation_size=512 table:small
    for table in t small; do seq 4000 | tr '\\n' '\\n' | wt -h made load -f - > /dev/null 2>&1 || true; wt -h made write -r table:$table 2> /dev/null || true; done
    for i in $(seq 20); do wt -h made write table:t key$i value$i; done`;
  execFileSync('sh', ['-ec', script], { cwd: scratch, stdio: 'ignore' });
  const isOpened = (at: string): boolean => spawnSync('wt', ['-h', at, 'list']).status === 0;

  it('is sound as its tool leaves it', async () => {
    await expectSound(made, scratch);
    expect(isOpened(made)).toBe(true);
  });

  const change = (name: string, how: (path: string) => void): string => {
    const copy = mkdtempSync(join(scratch, 'copy-'));
    cpSync(made, copy, { recursive: true });
    how(join(copy, name));
    return copy;
  };
  const flip = (path: string): void => writeFileSync(path, flipped(readFileSync(path), 100));
  const empty = (path: string): void => truncateSync(path, 0);
  const fill = (path: string): void => writeFileSync(path, Buffer.alloc(readFileSync(path).length));

  it.each([
    ['WiredTiger.turtle', 'removed', (path: string) => rmSync(path)],
    ['WiredTiger.turtle', 'emptied', empty],
    ['WiredTiger.turtle', 'filled with zeros', fill],
    ['WiredTiger.wt', 'flipped', flip],
    ['WiredTiger.wt', 'emptied', empty],
    ['WiredTiger.wt', 'filled with zeros', fill],
    ['t.wt', 'flipped', flip],
    ['small.wt', 'filled with zeros', fill],
  ])('is not sound where %s was %s', async (name, what, how) => {
    const copy = change(name, how);
    const { code, found } = await saidOf(['scan', copy]);
    expect({ code, found }).toEqual({
      code: 1,
      found: expect.arrayContaining([expect.stringContaining(name)]),
    });
    // Without the turtle, the tool begins a new database.
    if (name.startsWith('WiredTiger') && what !== 'removed') expect(isOpened(copy)).toBe(false);
  });

  it('may be without it while a checkpoint is written, or in a hot backup', async () => {
    const copy = change('WiredTiger.turtle', (path) => cpSync(path, `${path}.set`));
    rmSync(join(copy, 'WiredTiger.turtle'));
    expect(await saidOf(['scan', copy])).toEqual({ code: 0, found: [] });
  });
});
