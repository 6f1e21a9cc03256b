/** `restorable compare` where a file of one side could not be read, now or when that side was sealed. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AS_A_PERSON, plainTree } from './help/peer.ts';
import { execute, isFinding, PROGRAM, parseEvents } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

async function runAsAPerson(...args: string[]): Promise<{ code: number | null; stdout: string }> {
  const all = [...AS_A_PERSON, process.execPath, PROGRAM, ...args, '--no-journal'];
  const [tool = '', ...words] = all;
  return execute(tool, words);
}

type Compared = {
  readonly code: number | null;
  readonly findings: readonly string[];
  readonly end: unknown;
};

/** Compares as a person; findings as `code severity path: detail`. */
async function compareAsAPerson(old: string, after: string): Promise<Compared> {
  const { code, stdout } = await runAsAPerson('compare', '--json', old, after);
  const events = parseEvents(stdout);
  return {
    code,
    findings: events
      .filter(isFinding)
      .map(({ code: name, severity, path, detail = '' }) => `${name} ${severity} ${path}: ${detail}`),
    end: events.at(-1),
  };
}

/** Makes a tree of `a.txt`, which may not be read, and `b.txt`. */
function makeDeniedTree(): string {
  const root = plainTree(scratch);
  chmodSync(join(root, 'a.txt'), 0);
  return root;
}

/** Seals a tree, apart from it, whose `a.txt` could not be read; returns the manifest. */
async function sealWithGap(root = makeDeniedTree()): Promise<string> {
  const manifest = join(mkdtempSync(join(scratch, 'home-')), 'list.sha256');
  expect((await runAsAPerson('seal', '--output', manifest, root)).code).toBe(3);
  return manifest;
}

const INCOMPLETE = { verdict: 'incomplete', promised: 2, held: 1, coverage: { files: 1, bytes: 16 } };

describe.skipIf(!needs('setpriv'))('compare with a file that', () => {
  it('cannot be read in the old directory is incomplete, and does not call the file added or updated', async () => {
    const { code, findings, end } = await compareAsAPerson(makeDeniedTree(), plainTree(scratch));
    expect(findings).toEqual([
      'denied error a.txt: of the old generation: could not be read: EACCES',
      'unvouched note a.txt: could not be read in the old generation (EACCES)',
    ]);
    expect(end).toMatchObject(INCOMPLETE);
    expect(code).toBe(3);
  });

  it('cannot be read in the new directory is incomplete', async () => {
    const { code, findings, end } = await compareAsAPerson(plainTree(scratch), makeDeniedTree());
    expect(findings).toEqual(['denied error a.txt: could not read the file: EACCES']);
    expect(end).toMatchObject(INCOMPLETE);
    expect(code).toBe(3);
  });

  it('could not be read when the old one was sealed is incomplete too, in the same words', async () => {
    const { code, findings, end } = await compareAsAPerson(await sealWithGap(), plainTree(scratch));
    expect(findings).toEqual([
      'denied error a.txt: of the old generation: could not be read: EACCES',
      'unvouched note a.txt: could not be read in the old generation (EACCES)',
    ]);
    expect(end).toMatchObject(INCOMPLETE);
    expect(code).toBe(3);
  });

  it('could not be read when the old one was sealed is incomplete also where it is gone now', async () => {
    const after = plainTree(scratch);
    rmSync(join(after, 'a.txt'));
    const { code, findings } = await compareAsAPerson(await sealWithGap(), after);
    expect(findings).toContain('denied error a.txt: of the old generation: could not be read: EACCES');
    expect(code).toBe(3);
  });

  it('could not be read and is left out is of no concern', async () => {
    const old = await sealWithGap();
    const after = plainTree(scratch);
    const { code, stdout } = await runAsAPerson('compare', '--exclude', 'a.txt', '--json', old, after);
    expect(parseEvents(stdout).filter(isFinding)).toEqual([]);
    expect(code).toBe(0);
  });

  it('could not be read when the new one was sealed is incomplete', async () => {
    const { code, findings, end } = await compareAsAPerson(plainTree(scratch), await sealWithGap());
    expect(findings).toEqual(['denied error a.txt: could not read the file when it was sealed: EACCES']);
    expect(end).toMatchObject(INCOMPLETE);
    expect(code).toBe(3);
  });

  it('could not be read in either manifest is incomplete', async () => {
    const { code, findings } = await compareAsAPerson(await sealWithGap(), await sealWithGap());
    expect(findings).toEqual([
      'denied error a.txt: of the old generation: could not be read: EACCES',
      'denied error a.txt: could not read the file when it was sealed: EACCES',
    ]);
    expect(code).toBe(3);
  });

  it('lies in a directory that could not be listed when the new one was sealed is not removed', async () => {
    const [old, after] = [plainTree(scratch), plainTree(scratch)];
    for (const root of [old, after]) {
      mkdirSync(join(root, 'sub'));
      writeFileSync(join(root, 'sub', 'c.txt'), 'the third file\n');
    }
    chmodSync(join(after, 'sub'), 0);
    const manifest = await sealWithGap(after);
    chmodSync(join(after, 'sub'), 0o755);
    const { code, findings } = await compareAsAPerson(old, manifest);
    expect(findings).toEqual(['denied error sub: could not list it when it was sealed: EACCES']);
    expect(code).toBe(3);
  });
});
