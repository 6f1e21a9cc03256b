/** Other verifiers beside ours on the same tree: how each of them ends, and the trees on which they differ. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { execute, type Told, told } from './program.ts';

/** The exit code of a shell command. */
export async function shell(command: string, cwd: string, env = process.env): Promise<number | null> {
  const { code } = await execute('sh', ['-c', command], { cwd, env });
  return code;
}

/** A tree of two files of text, `a.txt` and `b.txt`. */
export function plainTree(scratch: string): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  writeFileSync(join(root, 'a.txt'), 'the first file\n');
  writeFileSync(join(root, 'b.txt'), 'the second file\n');
  return root;
}

/** A tree of two files that we sealed. */
export async function sealedTree(scratch: string): Promise<string> {
  const root = plainTree(scratch);
  expect((await told(['seal', root])).code).toBe(0);
  return root;
}

/** Expects exactly these findings (`code path`), this exit code, and the `end` that says so. */
export function expectFailure(run: Told, code: number, ...findings: string[]): void {
  expect(run.findings).toEqual(findings);
  expect(run.code).toBe(code);
  expect(run.events.at(-1)).toMatchObject({ type: 'end', exit: code });
}

/** What a command is put behind so that permissions hold for it, also where root runs the tests. */
export const AS_A_PERSON: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
