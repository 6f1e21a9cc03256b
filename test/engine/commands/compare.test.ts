/** Two generations side by side: what is part of them, and how much they may shrink. */
import { describe, expect, it } from 'vitest';
import { type CompareOptions, compare } from '../../../src/engine/commands/compare.ts';
import { gather } from '../../help/arbitrary.ts';
import { type Folder, makeFolder } from '../../help/folder.ts';
import { isFinding, nameFinding, restorable } from '../../help/program.ts';

const CONTEXT = { now: () => new Date(), id: '1', host: 'h', tool: 'restorable/0' };

async function compared(old: Folder, now: Folder, options: CompareOptions = {}): Promise<string[]> {
  const events = await gather(compare(old.path, now.path, options, CONTEXT));
  return events.filter(isFinding).map(nameFinding);
}

/** A generation of files, each holding its own name. */
function generation(...names: readonly string[]): Folder {
  const folder = makeFolder();
  for (const name of names) folder.write(name, `content of ${name}\n`);
  return folder;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `f${i}.txt`);

describe('what two generations are compared by', () => {
  it('is not our manifests and temporary files at their top', async () => {
    const [old, now] = [generation('a.txt', 'd/b.txt'), generation('a.txt', 'd/b.txt')];
    for (const { path } of [old, now]) expect((await restorable(['seal', path])).code).toBe(0);
    now.write('restorable.sha256.1', 'the generation before');
    now.write('restorable.sha256.sig', 'a signature');
    now.write('.restorable.sha256.1f2e3d4c.tmp', 'what a killed run left');
    expect(await compared(old, now, { isRead: true })).toEqual([]);
    expect(await compared(now, old, { isRead: true })).toEqual([]);
    now.write('d/restorable.sha256', 'of another tree');
    expect(await compared(old, now, { isRead: true })).toEqual(['added d/restorable.sha256']);
  });

  it('is not what the user leaves out, on either side', async () => {
    const [old, now] = [generation('a.txt', 'old.tmp', 'c/x'), generation('a.txt', 'new.tmp', 'e/x')];
    expect((await compared(old, now)).toSorted()).toEqual([
      'added e/x',
      'added new.tmp',
      'removed c/x',
      'removed old.tmp',
    ]);
    expect(await compared(old, now, { exclude: ['*.tmp', 'c/', 'e/'] })).toEqual([]);
  });

  it('is not what was left out when the old one was sealed', async () => {
    const [old, now] = [generation('a.txt'), generation('a.txt', 'new.tmp', 'b.txt')];
    expect((await restorable(['seal', '--exclude', '*.tmp', old.path])).code).toBe(0);
    expect(await compared(old, now)).toEqual(['added b.txt']);
  });
});

describe('the digests of two manifests', () => {
  it('are the fast ones, and the strong ones with --strong', async () => {
    const [old, now] = [generation('a.txt'), generation('a.txt')];
    now.write('a.txt', 'content of A.txt\n');
    for (const { path } of [old, now]) expect((await restorable(['seal', path])).code).toBe(0);
    const told = async (...flags: string[]): Promise<string> =>
      (await restorable(['compare', '--json', ...flags, old.path, now.path])).stdout;
    expect(await told()).toContain('"wanted":"xxh64:');
    expect(await told('--strong')).toContain('"wanted":"sha256:');
  });
});

describe('a generation that is smaller', () => {
  const smaller = async (before: number, after: number, options?: CompareOptions): Promise<string[]> =>
    (await compared(generation(...numbered(before)), generation(...numbered(after)), options)).filter(
      (each) => !each.startsWith('removed'),
    );

  it('is told where more than a fifth of ten files or more is gone', async () => {
    expect(await smaller(10, 7)).toEqual(['shrunk ']);
    expect(await smaller(10, 8)).toEqual([]);
    expect(await smaller(9, 5)).toEqual([]);
  });

  it('is told by what the user says, from the first file on', async () => {
    expect(await smaller(10, 7, { gates: { maxShrink: 0.5 } })).toEqual([]);
    expect(await smaller(4, 3, { gates: { maxShrink: 0.1 } })).toEqual(['shrunk ', 'shrunk ']);
    expect(await smaller(10, 10, { gates: { minFiles: 11 } })).toEqual(['too-small ']);
  });
});
