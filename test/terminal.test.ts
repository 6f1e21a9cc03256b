/** What a person sees: `script` gives the program a terminal of its own. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, restorable } from './help/program.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), 'restorable-terminal-'));
const progressing = mkdtempSync(join(tmpdir(), 'restorable-progress-'));
afterAll(() => {
  for (const each of [root, progressing]) rmSync(each, { recursive: true });
});
beforeAll(async () => {
  writeFileSync(join(root, 'a.txt'), 'hello\n');
  expect((await restorable(['seal', root])).code).toBe(0);
});

/** Runs `verify` on a terminal of so many columns; 0 is what a pipe that only looks like one has. */
async function onTerminal(
  columns: number,
  env: NodeJS.ProcessEnv = {},
  ...flags: string[]
): Promise<string[]> {
  const command = [
    'stty',
    'cols',
    columns,
    ';',
    process.execPath,
    PROGRAM,
    'verify',
    '--no-journal',
    ...flags,
    root,
  ];
  const { CI: _, NO_COLOR: __, ...rest } = process.env;
  const place = { env: { ...rest, TERM: 'xterm', ...env } };
  const { code, stdout } = await execute('script', ['-qec', command.join(' '), '/dev/null'], place);
  expect(code).toBe(0);
  return stdout.replaceAll('\r\n', '\n').split('\n');
}

const ESC = '\x1b';
const isColored = (lines: readonly string[]): boolean => lines.join('').includes(`${ESC}[32m`);

describe.skipIf(!needs('script', 'stty'))('on a terminal', () => {
  it('a sound run says so, in colour', async () => {
    const lines = await onTerminal(200);
    expect(isColored(lines)).toBe(true);
    expect(lines.find((line) => line.includes('SOUND'))).toContain(root);
    expect(lines.filter((line) => line.includes('1 of 1 promised entries match')).length).toBe(1);
  });

  it.each([60, 40])('lines of words are no wider than %d columns', async (columns) => {
    const words = (await onTerminal(columns, { NO_COLOR: '1' })).filter((line) =>
      /vouched|hashes|match/.test(line),
    );
    expect(words.length).toBeGreaterThan(2);
    for (const line of words) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('without a known width no line is broken', async () => {
    const lines = await onTerminal(0);
    expect(lines.filter((line) => line.includes('promised entries match')).length).toBe(1);
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, []],
    ['TERM=dumb', { TERM: 'dumb' }, []],
    ['--color never', {}, ['--color', 'never']],
  ] as const)('%s takes the colour away', async (_, env, flags) => {
    const lines = await onTerminal(200, env, ...flags);
    expect(lines.join('')).toContain('SOUND');
    expect(isColored(lines)).toBe(false);
  });

  it('progress moves for every root, and is taken away before its verdict', async () => {
    const roots = ['first', 'second', 'third'].map((name) => join(progressing, name));
    for (const each of roots) {
      mkdirSync(each);
      writeFileSync(join(each, 'big'), '');
      truncateSync(join(each, 'big'), 2 ** 30);
    }
    const command = [process.execPath, PROGRAM, 'scan', '--no-journal', ...roots].join(' ');
    const { CI: _, ...rest } = process.env;
    const env = { ...rest, TERM: 'xterm', NO_COLOR: '1' };
    const { stdout } = await execute('script', ['-qec', `stty cols 200; ${command}`, '/dev/null'], { env });
    const parts = stdout.split('3 runs')[0]?.split('SUSPECT') ?? [];
    expect(parts).toHaveLength(4);
    for (const before of parts.slice(0, 3)) {
      expect(before).toMatch(/B\/s/);
      expect(before.endsWith(`${ESC}[?25h`)).toBe(true);
    }
  });

  it('refuses paths, whose bytes could act on it', async () => {
    const command = [
      process.execPath,
      PROGRAM,
      'scan',
      '--no-journal',
      '--report',
      'paths',
      progressing,
    ].join(' ');
    const { code, stdout } = await execute('script', ['-qec', command, '/dev/null']);
    expect([code, stdout]).toEqual([
      2,
      expect.stringContaining('paths are for programs, not for a terminal'),
    ]);
  });

  it('--quiet says nothing', async () => {
    expect((await onTerminal(200, { TERM: 'dumb' }, '--quiet')).join('')).toBe('');
  });
});
