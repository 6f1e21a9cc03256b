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
import { execute, PROGRAM, parseEvents, type Ran, restorable } from './help/program.ts';
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

  it('that cannot be written ends the run with 3, is said once and in the others, which are whole', async () => {
    const { home, root } = makeHome();
    const other = join(home, 'report.jsonl');
    const flags = ['--json', '--report', 'csv:/dev/full', '--report', `jsonl:${other}`];
    const { code, stdout, stderr } = await restorable(['scan', ...flags, root]);
    expect(code).toBe(3);
    expect(stderr.match(/error: .*/g)).toEqual([
      'error: /dev/full: cannot write the report (ENOSPC)',
      'error: exit 3 for that alone: scan itself ended with 0',
    ]);
    expect(parseEvents(stdout).at(-1)).toMatchObject({ type: 'fault', exit: 3 });
    expect(isWhole(readFileSync(other, 'utf8'))).toBe(true);
  });
});

describe('stdout', () => {
  const runs = (...flags: string[]): Promise<Ran> => {
    const { root } = makeHome();
    writeFileSync(join(root, 'b.txt'), Buffer.alloc(5000));
    return restorable(['scan', ...flags, root]);
  };

  it.each([
    [['--json', '--report', 'csv'], '--json, csv'],
    [['--report', 'junit', '--report', 'csv'], 'junit, csv'],
  ])('is for one report alone: %j', async (flags, names) => {
    expect(await runs(...flags)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `restorable: error: only one of ${names} can go to stdout\nrestorable: hint: write the others to files: --report NAME:FILE\n`,
    });
  });

  it('has the report that was asked for in the place of the one for people', async () => {
    const { stdout } = await runs('--report', 'csv');
    expect(stdout.split('\n')[0]).toMatch(/^\w+(,\w+)+\r?$/);
    expect(stdout).not.toContain('DAMAGED');
  });

  it('has annotations for GitHub beside the one for people, or beside events', async () => {
    expect((await runs('--report', 'github')).stdout).toMatch(/^DAMAGED [^]*^::error /m);
    const { stdout } = await runs('--json', '--report', 'github');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.some((line) => line.startsWith('::error '))).toBe(true);
    const events = parseEvents(lines.flatMap((line) => (line.startsWith('{') ? `${line}\n` : [])).join(''));
    expect(events.map(({ type }) => type)).toEqual(['begin', 'finding', 'directory', 'end']);
    expect(stdout).not.toContain('DAMAGED');
  });

  it('is silent with --quiet', async () => {
    expect(await runs('--quiet')).toMatchObject({ code: 1, stdout: '', stderr: '' });
  });
});
