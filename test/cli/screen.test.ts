/** What a run shows while it works, in terminals of every width; `script` gives it one. */
import { truncateSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { execute, PROGRAM } from '../help/program.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = makeFolder();
const ESCAPE = '\u001b';

/** Scans a file of a size that takes a while, in a terminal of that many columns; returns all that was written to it. */
async function shownIn(columns: number, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const big = `${folder.path}/slow`;
  folder.write('slow');
  truncateSync(big, 1_500_000_000);
  const command = `stty cols ${columns} rows 0; '${process.execPath}' '${PROGRAM}' scan --no-journal '${folder.path}'`;
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

  it('is without colour where NO_COLOR is set', async () => {
    const shown = await shownIn(80, { NO_COLOR: '1' });
    expect(shown).toMatch(/\d+ files?, /);
    expect(shown).not.toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*m`));
  });
});
