/** Slices of dar without hash files, damaged in ways that dar itself finds. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { dar, darHead } from '../../src/structure/archive/dar.ts';
import { seededBytes } from '../help/bytes.ts';
import { proseOf } from '../help/made.ts';
import { isFinding, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { refusesOthers } from '../structure/standing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();

const KINDS = [
  ['plain', '-s 100k'],
  ['compressed', '-s 100k -z -Z "*.bin"'],
  ['encrypted', '-s 100k -K aes:secret'],
  ['numbered', '-s 100k --min-digits 3'],
  ['first', '-s 100k -S 60k'],
] as const;

describe.skipIf(!needs('dar'))('slices of dar', () => {
  const source = join(scratch, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'a.bin'), seededBytes(1, 450_000));
  for (let i = 0; i < 9; i++) writeFileSync(join(source, `${i}.txt`), proseOf(900 + i));
  const made = (options: string): string => {
    const root = mkdtempSync(join(scratch, 'dar-'));
    execFileSync('bash', ['-c', `dar -Q -q -c ${root}/day -R ${source} ${options} >/dev/null 2>&1`]);
    return root;
  };
  const whole = made('');
  const sets = new Map<string, string>(KINDS.map(([kind, options]) => [kind, made(options)]));

  /** What is found after a script has run in a copy; `d` is the number of the slice with as many digits as the others. */
  async function found(kind: string, script: string): Promise<readonly string[]> {
    const root = join(mkdtempSync(join(scratch, 'copy-')), 'store');
    cpSync(sets.get(kind) ?? '', root, { recursive: true });
    execFileSync('bash', ['-ec', script], { cwd: root, env: { ...process.env, OTHER: whole } });
    const { events } = await told(['scan', root]);
    return events
      .filter(isFinding)
      .filter(({ severity }) => severity === 'error')
      .map(({ code, path }) => `${code} ${path}`);
  }

  it.each(KINDS)('are left alone where all are there: %s', async (kind) => {
    expect(await found(kind, 'test $(ls | wc -l) -gt 4')).toEqual([]);
  });

  it('are left alone where there is one', async () => {
    const { code, events } = await told(['scan', whole]);
    expect([code, events.filter(isFinding)]).toEqual([0, []]);
  });

  it.each(KINDS.filter(([kind]) => kind !== 'numbered'))('are lost, cut and foreign: %s', async (kind) => {
    expect(await found(kind, 'rm day.2.dar')).toEqual(['missing day.2.dar']);
    expect(await found(kind, 'rm day.1.dar; cp day.2.dar day.3.dar')).toEqual([
      'missing day.1.dar',
      'broken-structure day.3.dar',
    ]);
    expect(await found(kind, 'truncate -s 50000 day.3.dar')).toEqual(['truncated-content day.3.dar']);
    expect(await found(kind, 'truncate -s -1 day.1.dar')).toEqual(['truncated-content day.1.dar']);
    expect(await found(kind, 'head -c 70 /dev/zero >> day.3.dar')).toEqual(['broken-structure day.3.dar']);
    expect(await found(kind, 'cp "$OTHER/day.1.dar" day.2.dar')).toEqual(['broken-structure day.2.dar']);
    expect(await found(kind, 'n=$(ls | wc -l); truncate -s -1 day.$n.dar')).toHaveLength(1);
    expect(await found(kind, 'n=$(ls | wc -l); cp day.$n.dar day.2.dar')).toEqual([
      'broken-structure day.2.dar',
    ]);
  });

  it('are lost at the end', async () => {
    for (const [kind] of KINDS)
      expect(await found(kind, 'rm $(ls | tail -n 1)')).toEqual([
        expect.stringMatching(/^missing day\.0*\d\.dar$/),
      ]);
  });

  it('are missed by dar where they are missed here', () => {
    const root = join(mkdtempSync(join(scratch, 'copy-')), 'store');
    cpSync(sets.get('plain') ?? '', root, { recursive: true });
    const tested = (): number | null =>
      spawnSync('bash', ['-c', 'dar -Q -q -t day </dev/null'], { cwd: root }).status;
    expect(tested()).toBe(0);
    execFileSync('truncate', ['-s', '50000', join(root, 'day.3.dar')]);
    expect(tested()).not.toBe(0);
  });
});

describe('the head of a slice', () => {
  it('is never text, zeros or noise', () => {
    refusesOthers(dar);
    expect(darHead(Buffer.alloc(64))).toBeUndefined();
  });
});
