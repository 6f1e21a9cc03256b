import { describe, expect, it } from 'vitest';
import { cfv } from '../../src/voucher/cfv/cfv.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

describe('cfv', () => {
  it.each(['csv', 'csv4'])('holds the files of %s', async (name) => {
    const root = fixtureOf('cfv', name);
    const vouching = await opened(cfv, root, 'day.csv');
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(root, vouching)).toEqual({ held: 2, not: [] });
  });

  it('is no other table, and says what is wrong', async () => {
    const folder = makeFolder();
    folder.write('x.csv', 'name,size,crc\na,1,00000000\n');
    folder.write('empty.csv');
    for (const path of ['x.csv', 'empty.csv', 'absent.csv'])
      expect(await listOf(cfv).open({ root: folder.path, path })).toBeUndefined();
    folder.write('a');
    folder.write('x.csv', '../a,0,00000000,\n');
    expect(problemsOf(await opened(cfv, folder.path, 'x.csv'))).toEqual([
      "manifest-unsafe-path x.csv: line 1: '..' in the path",
    ]);
    folder.write('x.csv', `${'a,0,00000000,\n'.repeat(400)}a,0,000`);
    expect(problemsOf(await opened(cfv, folder.path, 'x.csv'))).toEqual([
      'manifest-damaged x.csv: line 401: not a name, a size and a CRC-32',
    ]);
  });

  it('is not a table about something else, unless its name says that it is a list', async () => {
    const folder = makeFolder();
    const lines = 'Meyer,1200,20251231,\nSchmidt,900,20251230,\n';
    for (const name of ['sales.csv', 'checksums.csv', 'half.csv']) folder.write(name, lines);
    expect(await listOf(cfv).open({ root: folder.path, path: 'sales.csv' })).toBeUndefined();
    expect((await opened(cfv, folder.path, 'checksums.csv')).entries).toHaveLength(2);
    folder.write('Meyer');
    expect((await opened(cfv, folder.path, 'half.csv')).entries).toHaveLength(2);
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(cfv, fixtureOf('cfv', 'csv4'), ['day.csv']);
  });
});
