import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import { par2 } from '../../src/voucher/par2/par2.ts';
import { detailOf } from '../help/in-words.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const SET = fixtureOf('par2', 'set');
const FILES = ['set.par2', 'set.vol0+2.par2', 'set.vol2+3.par2'];
const scratch = mkdtempSync(join(tmpdir(), 'restorable-par2-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copy(): string {
  const root = mkdtempSync(join(scratch, 'set-'));
  cpSync(SET, root, { recursive: true });
  return root;
}

describe('par2', () => {
  it('finds a set once, by its index, or by a volume where that is gone', () => {
    expect(
      listOf(par2).find(new Set(['a', ...FILES.toReversed(), 'b.PAR2', 'c.vol3+2.par2', 'd.par2/'])),
    ).toEqual(['set.par2', 'b.PAR2', 'c.vol3+2.par2']);
  });

  it('promises size and MD5 of the files of a set', async () => {
    const vouching = await opened(par2, SET, 'set.par2');
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({
      inventory: 'open',
      own: FILES,
      notes: ['5 recovery blocks for 17 slices of 2 files'],
    });
    expect(
      vouching.entries
        .map(({ path, size }) => [path, size])
        .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['numbers.txt', 3492],
      ['sub/letter.txt', 3042],
    ]);
    expect(await held(SET, vouching)).toEqual({ held: 2, not: [] });
  });

  it('says which packet does not hold, and takes the rest', async () => {
    const root = copy();
    const file = join(root, 'set.par2');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(70) ^ 1, 70);
    writeFileSync(file, bytes);
    truncateSync(join(root, 'set.vol2+3.par2'), 2000);
    const vouching = await opened(par2, root, 'set.par2');
    expect(problemsOf(vouching)).toEqual([
      expect.stringMatching(/^manifest-damaged set\.par2: no sound packet at byte 0, up to byte \d+$/),
      expect.stringMatching(
        /^manifest-truncated set\.vol2\+3\.par2: it ends at byte 2000, inside the packet at/,
      ),
    ]);
    expect(await held(root, vouching)).toEqual({ held: 2, not: [] });
  });

  it('misses recovery blocks that a volume has by its name', async () => {
    const root = copy();
    renameSync(join(root, 'set.vol2+3.par2'), join(root, 'set.vol2+5.par2'));
    expect(problemsOf(await opened(par2, root, 'set.par2'))).toEqual([
      'manifest-truncated set.vol2+5.par2: 3 of 5 recovery blocks are in it',
    ]);
  });

  it.each([
    ['no bytes', '', 'manifest-truncated set.par2: it is empty'],
    ['zeros', '\0'.repeat(5000), 'manifest-damaged set.par2: no sound packet at byte 0, up to byte 5000'],
  ])('takes %s for a damaged set', async (_, content, problem) => {
    const root = mkdtempSync(join(scratch, 'none-'));
    writeFileSync(join(root, 'set.par2'), content);
    const vouching = await opened(par2, root, 'set.par2');
    expect([...problemsOf(vouching), vouching.entries.length]).toEqual([problem, 0]);
  });

  it('counts slices by where they lie now, and holds them against the recovery blocks', async () => {
    const root = copy();
    const { describeDamage: explain } = await opened(par2, root, 'set.par2');
    const file = join(root, 'numbers.txt');
    const sound = readFileSync(file);
    const told = async (code: 'changed' | 'missing', ...paths: string[]): Promise<unknown> =>
      Object.fromEntries(
        [...((await explain?.(paths.map((path) => finding(code, path)))) ?? [])].map(([path, evidence]) => [
          path,
          detailOf({ evidence: [evidence] }),
        ]),
      );

    writeFileSync(file, Buffer.concat([sound.subarray(0, 900), Buffer.from('put in'), sound.subarray(900)]));
    expect(await told('changed', 'numbers.txt')).toEqual({
      'numbers.txt': '1 of 9 slices damaged (2); repairable: its par2 set needs 1 of 5 recovery blocks',
    });
    writeFileSync(file, Buffer.concat([sound.subarray(0, 450), sound.subarray(1700)]));
    expect(await told('changed', 'numbers.txt')).toEqual({
      'numbers.txt': '4 of 9 slices damaged (1-4); repairable: its par2 set needs 4 of 5 recovery blocks',
    });
    expect(await told('missing', 'numbers.txt', 'sub/letter.txt')).toEqual({
      'numbers.txt':
        '9 of 9 slices damaged (0-8); not repairable: its par2 set needs 17 recovery blocks and has 5',
      'sub/letter.txt':
        '8 of 8 slices damaged (0-7); not repairable: its par2 set needs 17 recovery blocks and has 5',
    });
  });

  it('is not shaken by damage', async () => {
    await expectUnshaken(par2, SET, FILES, 60);
  });
});
