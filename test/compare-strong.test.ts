/** `compare --strong` tells two generations apart by their strong digests, where the quick ones are equal. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeFolder } from './help/folder.ts';
import { execute, PROGRAM } from './help/program.ts';

const folder = makeFolder();
const run = (...args: readonly string[]) => execute(PROGRAM, args, { cwd: folder.path });

/** Replaces a digest in a manifest as somebody would who knows how it ends. */
function rewrite(file: string, from: string, to: string): void {
  const lines = readFileSync(file, 'latin1').replace(from, to).split('\n');
  const body = `${lines.slice(0, -2).join('\n')}\n`;
  const sum = createHash('sha256').update(body, 'latin1').digest('hex');
  writeFileSync(file, `${body}${(lines.at(-2) ?? '').replace(/sha256=.*/, `sha256=${sum}`)}\n`, 'latin1');
}

it('reports what only the strong digests show', async () => {
  for (const name of ['old', 'new']) {
    folder.write(`${name}/a.txt`, 'a letter\n');
    folder.write(`${name}/b.txt`, 'another letter\n');
    expect((await run('seal', '--no-journal', name)).code).toBe(0);
  }
  const digest = createHash('sha256').update('a letter\n').digest('hex');
  rewrite(`${folder.path}/new/restorable.sha256`, digest, '0'.repeat(64));
  const quick = await run('compare', '--no-journal', '--json', 'old', 'new');
  expect(quick.stdout).not.toContain('a.txt');
  const strong = await run('compare', '--no-journal', '--json', '--strong', 'old', 'new');
  expect(strong.stdout).toContain('"path":"a.txt"');
  expect(strong.stdout).not.toContain('b.txt');
});
