/** By the specification: no package of Duplicati is to be had everywhere. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { duplicati } from '../../src/voucher/duplicati/duplicati.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

const TARGET = fixtureOf('duplicati', 'target');
const LIST = 'duplicati-verification.json';
const VOLUMES = readdirSync(TARGET)
  .filter((name) => name.endsWith('.zip'))
  .toSorted();
const scratch = mkdtempSync(join(tmpdir(), 'restorable-duplicati-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copy(list?: unknown, name = LIST): string {
  const root = mkdtempSync(join(scratch, 'target-'));
  cpSync(TARGET, root, { recursive: true });
  if (list !== undefined) {
    rmSync(join(root, LIST));
    writeFileSync(join(root, name), typeof list === 'string' ? list : JSON.stringify(list));
  }
  return root;
}

const HASH = `${'A'.repeat(43)}=`;

describe('duplicati', () => {
  it('promises the volumes that are there for good', async () => {
    expect(
      listOf(duplicati).find(new Set(['x', LIST, 'pre-verification.json', 'verification.json'])),
    ).toEqual([LIST, 'pre-verification.json']);
    const vouching = await opened(duplicati, TARGET, LIST);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching.notes).toEqual(['volumes on their way in or out, not held against anything: 1']);
    expect(vouching.entries.map(({ path }) => path)).toEqual(VOLUMES);
    expect(await held(TARGET, vouching)).toEqual({ held: 3, not: [] });
  });

  it.each([
    ['{"a":1}', 'manifest-damaged duplicati-verification.json: it is no list in JSON'],
    ['[{"Name":"x"', 'manifest-damaged duplicati-verification.json: it is no list in JSON'],
    ['[]', 'manifest-damaged duplicati-verification.json: it names no volume'],
    [
      JSON.stringify([{ Name: 'x', Hash: 'abc', Size: 1, State: 'Verified' }]),
      'manifest-damaged duplicati-verification.json: line 1: no volume with a name, a size and a SHA-256',
    ],
    [
      JSON.stringify([{ Name: '../x', Hash: HASH, Size: 1 }]),
      "manifest-unsafe-path duplicati-verification.json: line 1: '..' in the path",
    ],
  ])('does not believe %s', async (list, problem) => {
    const vouching = await opened(duplicati, copy(list), LIST);
    expect([problemsOf(vouching), vouching.entries]).toEqual([[problem], []]);
  });

  it('leaves alone what others call a verification', async () => {
    for (const list of ['{}', '[]', '[{"Name":1}]', 'no JSON'])
      expect(
        await listOf(duplicati).open({
          root: copy(list, 'a-verification.json'),
          path: 'a-verification.json',
        }),
      ).toBeUndefined();
    const other = [{ Name: 'x', Hash: HASH, Size: 1 }];
    const root = copy(other, 'a-verification.json');
    expect(await opened(duplicati, root, 'a-verification.json')).toMatchObject({ entries: [{ path: 'x' }] });
  });

  it('is not shaken by damage', async () => {
    await expectUnshaken(duplicati, TARGET, [LIST], 150);
  });
});

describe('a target of Duplicati', () => {
  it('is vouched for: every flipped bit, what is cut, gone or new is named', async () => {
    const root = copy();
    expect(await expectSound(root, 'duplicati')).toMatchObject({ path: LIST, entries: 3 });
    await expectFlipsFound(root, VOLUMES);
    const [first = '', second = ''] = VOLUMES;
    truncateSync(join(root, first), 50);
    rmSync(join(root, second));
    execFileSync('cp', ['-p', join(TARGET, VOLUMES[2] ?? ''), join(root, 'duplicati-new.zip')]);
    const { exit, found } = await verified(root);
    expect(exit).toBe(1);
    expect(found).toEqual(
      expect.arrayContaining([`truncated ${first}`, `missing ${second}`, 'unvouched duplicati-new.zip']),
    );
    expect(readFileSync(join(root, LIST))).toEqual(readFileSync(join(TARGET, LIST)));
  });
});
