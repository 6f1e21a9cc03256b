import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { restorable } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

it('one word leaves out what desktops drop into a sealed tree, and nothing else', async () => {
  const root = join(scratch, 'tree');
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(join(root, 'docs/a.txt'), 'text\n');
  expect((await restorable(['seal', '--no-journal', root])).code).toBe(0);
  for (const name of ['.DS_Store', '._a.txt', 'Thumbs.db', 'desktop.ini'])
    writeFileSync(join(root, 'docs', name), 'x');
  for (const name of ['@eaDir', 'lost+found', '$RECYCLE.BIN', 'System Volume Information']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'x'), 'x');
  }
  const verify = ['verify', '--no-journal', root];
  expect((await restorable(verify)).code).toBe(1);
  expect(await restorable([...verify, '--exclude', '@desktop-files'])).toMatchObject({ code: 0, stdout: '' });
  const { stdout } = await restorable([...verify, '--verbose', '--exclude', '@desktop-files']);
  expect(stdout).toContain('scope: without .DS_Store, ._*, ');
  writeFileSync(join(root, 'docs/b.txt'), 'text\n');
  expect((await restorable([...verify, '--exclude', '@desktop-files'])).code).toBe(1);
});
