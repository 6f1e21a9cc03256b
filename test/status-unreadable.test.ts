/** `restorable status` where journals cannot be listed or read, and no other says how a root is. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

describe('the status', () => {
  it.each([
    ['leads nowhere', 'ENOENT', (path: string) => symlinkSync('nowhere', path)],
    ['leads to itself', 'ELOOP', (path: string) => symlinkSync(path, path)],
    ['is a file', 'ENOTDIR', (path: string) => writeFileSync(path, '')],
  ])(
    'is UNKNOWN with the reason where the directory of the journals, or that above, %s',
    async (_, why, make) => {
      for (const name of ['', 'journal']) {
        const home = makeHome(scratch);
        if (name !== '') mkdirSync(join(home.path, 'restorable'));
        make(join(home.path, 'restorable', name));
        for (const args of [[home.root], []]) {
          const { code, stdout } = await home.run('status', ...args);
          expect(stdout).toMatch(/^RESTORABLE UNKNOWN - .*no recorded run/);
          expect(stdout).toContain(`${home.journals} cannot be listed (${why})`);
          expect(code).toBe(3);
        }
        expect(JSON.parse((await home.run('status', '--json')).stdout)).toMatchObject({
          state: 'UNKNOWN',
          unread: `${home.journals} cannot be listed (${why})`,
        });
      }
    },
  );

  it('is UNKNOWN with the reason where the only journal cannot be read', async () => {
    const home = makeHome(scratch);
    mkdirSync(home.journals, { recursive: true });
    const file = join(
      home.journals,
      `${new Date().toISOString().replace(/[-:]/g, '')}-verify-00000000.jsonl`,
    );
    symlinkSync('nowhere', file);
    for (const args of [[home.root], []])
      expect(await home.run('status', ...args)).toMatchObject({
        code: 3,
        stdout: expect.stringMatching(`no recorded run.*: ${file} cannot be read .ENOENT.`),
      });
  });
});
