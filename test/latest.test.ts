/** `restorable latest`: the newest generation that is sound, its path alone on stdout. */
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AS_A_PERSON } from './help/peer.ts';
import { execute, PROGRAM, restorable } from './help/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-latest-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const DEMO = fileURLToPath(new URL('../fixtures/demo/generations/', import.meta.url));
cpSync(DEMO, scratch, { recursive: true });
const at = (day: number): string => join(scratch, `daily-2026-11-${day}`);

describe('the latest of the demo', () => {
  it('is the 17th: the 21st and the 20th are garbage, the 19th was tidied up, the 18th rotted', async () => {
    const { code, stdout, stderr } = await restorable(['latest', join(scratch, 'daily-*')]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${at(17)}\n` });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => /daily-\S+ rejected: \w+/.exec(line)?.[0])).toEqual([
      'daily-2026-11-21 rejected: damaged',
      'daily-2026-11-20 rejected: damaged',
      'daily-2026-11-19 rejected: damaged',
      'daily-2026-11-18 rejected: damaged',
    ]);
    for (const line of lines) expect(line).toContain('by the date in its name');
  });

  it('is not looked for further than was said', async () => {
    const { code, stdout, stderr } = await restorable([
      'latest',
      '--max-tries',
      '4',
      join(scratch, 'daily-*'),
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'restorable: error: no sound generation among the 4 verified; 2 older ones not tried',
    );
  });

  it('is told as events, the answer last', async () => {
    const { code, stdout, stderr } = await restorable(['latest', '--json', join(scratch, 'daily-*')]);
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line.includes(' rejected: '))).toHaveLength(4);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): { type: string } => JSON.parse(line));
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({ type: 'latest', path: at(17), untried: 1 });
  });

  it('is none where none is sound', async () => {
    const { code, stdout } = await restorable(['latest', at(18), at(19)]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('says nothing but the path where the newest is sound, and which with --verbose', async () => {
    expect(await restorable(['latest', at(16), at(17)])).toMatchObject({
      code: 0,
      stdout: `${at(17)}\n`,
      stderr: '',
    });
    const { stderr } = await restorable(['latest', '--verbose', at(16)]);
    expect(stderr).toBe(`restorable: note: ${at(16)}: sound, 2026-11-16 by the date in its name\n`);
  });
});

describe('a newer generation that cannot be verified', () => {
  it('is exit 3, although the path of an older one that is sound is printed', async () => {
    const newest = at(22);
    cpSync(at(17), newest, { recursive: true });
    const [file = ''] = readdirSync(newest).filter((name) => name !== 'restorable.sha256');
    const person = (mode: number) => chmodSync(join(newest, file), mode);
    person(0);
    try {
      const [command, ...args] = [...AS_A_PERSON, process.execPath, PROGRAM, 'latest', at(17), newest];
      const { code, stdout, stderr } = await execute(command, args);
      expect({ code, stdout }).toEqual({ code: 3, stdout: `${at(17)}\n` });
      expect(stderr).toContain(`${newest} rejected: incomplete, 1 denied`);
      expect(stderr).toContain('is sound, but a newer generation could not be verified');
      expect(stderr).toContain(`hint: see why: restorable verify ${newest}`);
    } finally {
      person(0o755);
      rmSync(newest, { recursive: true });
    }
  });
});

describe('misuse', () => {
  it.each([
    [['--report', 'jsonl', DEMO], 'prints only a path'],
    [['--max-tries', '0', DEMO], 'a whole number, at least 1'],
    [[join(scratch, 'weekly-*')], 'matches nothing'],
  ])('%j is exit 2', async (args, wanted) => {
    const { code, stdout, stderr } = await restorable(['latest', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(wanted);
  });
});
