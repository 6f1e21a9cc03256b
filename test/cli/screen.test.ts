/** What a run shows while it works, in terminals of every width; `script` gives it one. */
import { truncateSync, utimesSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { execute, PROGRAM, restorable } from '../help/program.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = makeFolder();
const ESCAPE = '\u001b';

/** Scans a file of a size that takes a while, in a terminal of that many columns; returns all that was written to it. */
async function shownIn(columns: number, env: NodeJS.ProcessEnv = {}, flags = ''): Promise<string> {
  const big = `${folder.path}/slow`;
  folder.write('slow');
  truncateSync(big, 1_500_000_000);
  const command = `stty cols ${columns} rows 0; '${process.execPath}' '${PROGRAM}' scan --no-journal ${flags} '${folder.path}'`;
  const { CI: _ci, NO_COLOR: _noColor, ...rest } = process.env;
  const { stdout } = await execute('script', ['-qec', command, '/dev/null'], {
    env: { ...rest, TERM: 'xterm', ...env },
    within: 40_000,
  });
  return stdout;
}

describe.skipIf(!needs('script'))('progress', () => {
  it.each([0, 1, 3, 19])('moves nothing in a terminal of %i columns, and the run ends', async (columns) => {
    const shown = await shownIn(columns);
    expect(shown).toContain('slow');
    expect(shown).not.toMatch(new RegExp(`${ESCAPE}\\[\\d*[ABCDGJK]`));
    expect(shown.length).toBeLessThan(5000);
  });

  it('moves in one line of 20 columns and more', async () => {
    const shown = await shownIn(80);
    expect(shown).toMatch(/\d+ files?, /);
    expect(shown).toContain(`${ESCAPE}[`);
    expect(shown.length).toBeLessThan(100_000);
  });

  it.each([
    ['NO_COLOR is set', { NO_COLOR: '1' }, ''],
    ['--no-color is given', {}, '--no-color'],
    ['--color never is given', {}, '--color never'],
  ])('is without colour where %s', async (_, env, flag) => {
    const shown = await shownIn(80, env, flag);
    expect(shown).toMatch(/\d+ files?, /);
    expect(shown).not.toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*m`));
  });
});

it('says the same in colour as without', async () => {
  const colours = makeFolder();
  const file = colours.write('a', 'one\n');
  const at = new Date('2026-01-01T00:00:00Z');
  utimesSync(file, at, at);
  await restorable(['seal', colours.path]);
  colours.write('a', 'two\n');
  utimesSync(file, at, at);
  const said = async (color: string): Promise<string> => {
    const { stdout } = await restorable(['verify', '--verbose', '--color', color, colours.path]);
    expect(stdout.includes(`${ESCAPE}[`)).toBe(color === 'always');
    return stdout
      .replaceAll(new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g'), '')
      .replaceAll(/\d\d:\d\dZ|in \d+\.\d s/g, 'TIME');
  };
  const plain = await said('never');
  expect(plain).toContain('same size, same date: 4 bytes');
  expect(plain).toContain('found xxh64:');
  expect(await said('always')).toBe(plain);
});
