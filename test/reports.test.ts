/** Reports into files: whole or not at all, and never in the place of what is no file. */
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, parseEvents, restorable } from './help/program.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-reports-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function makeHome(): { readonly home: string; readonly root: string } {
  const home = mkdtempSync(join(scratch, 'home-'));
  const root = join(home, 'root');
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'hello\n');
  return { home, root };
}

const isWhole = (text: string): boolean =>
  parseEvents(text)
    .map((event) => event.type)
    .join() === 'begin,directory,end';

describe('a report', () => {
  it('replaces the one before, and leaves nothing beside it', async () => {
    const { home, root } = makeHome();
    const file = join(home, 'report.jsonl');
    for (const old of [undefined, 'the old report\n']) {
      if (old !== undefined) writeFileSync(file, old);
      expect((await restorable(['scan', '--report', `jsonl:${file}`, root])).code).toBe(0);
      expect(isWhole(readFileSync(file, 'utf8'))).toBe(true);
      expect(readdirSync(home).toSorted()).toEqual(['report.jsonl', 'root']);
    }
  });

  it('goes through a link', async () => {
    const { home, root } = makeHome();
    symlinkSync('real.jsonl', join(home, 'link.jsonl'));
    expect((await restorable(['scan', '--report', `jsonl:${join(home, 'link.jsonl')}`, root])).code).toBe(0);
    expect(lstatSync(join(home, 'link.jsonl')).isSymbolicLink()).toBe(true);
    expect(isWhole(readFileSync(join(home, 'real.jsonl'), 'utf8'))).toBe(true);
  });

  it.skipIf(!needs('mkfifo', 'cat', 'sh'))('goes into a FIFO, and into a pipe by its name', async () => {
    const { home, root } = makeHome();
    execFileSync('mkfifo', [join(home, 'fifo')]);
    symlinkSync('/proc/self/fd/1', join(home, 'stdout'));
    for (const [name, script] of [
      ['fifo', 'cat fifo & "$0" "$1" scan --no-journal --report jsonl:fifo "$2"; wait'],
      ['stdout', '"$0" "$1" scan --no-journal --report jsonl:stdout "$2" | cat'],
    ] as const) {
      const { stdout } = await execute('sh', ['-c', script, process.execPath, PROGRAM, root], { cwd: home });
      expect(isWhole(stdout)).toBe(true);
      expect(lstatSync(join(home, name)).isFile()).toBe(false);
    }
  });

  it('into a directory, or where there is none, fails before anything is read', async () => {
    const { home, root } = makeHome();
    for (const file of [root, join(home, 'none', 'report')]) {
      const { code, stdout, stderr } = await restorable(['scan', '--report', `jsonl:${file}`, root]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`restorable: error: ${file}: cannot write the report (`);
    }
  });
});
