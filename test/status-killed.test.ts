/** `restorable status` of roots whose runs were killed before they ended. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Cuts the newest journal after its first line, as a kill leaves it. */
function cutLastJournal({ journals }: Home): void {
  const file = join(journals, readdirSync(journals).toSorted().at(-1) ?? '');
  const [begin = ''] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${begin}\n`);
}

describe('a root whose only run was killed', () => {
  it('is UNKNOWN, named or not, with the age of the run and without coverage', async () => {
    const home = makeHome(scratch);
    await home.run('scan', home.root);
    cutLastJournal(home);
    for (const args of [[home.root], []]) {
      const { code, stdout } = await home.run('status', ...args);
      expect(stdout).toMatch(/^RESTORABLE UNKNOWN - \S+\/root .*cut off.* \| age=\d+s;93600;180000;0\n$/);
      expect(code).toBe(3);
    }
    const { stdout } = await home.run('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'UNKNOWN',
      roots: [{ root: home.root, state: 'UNKNOWN', journal: expect.stringContaining(home.journals) }],
    });
  });
});
