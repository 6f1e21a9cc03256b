import { describe, expect, it } from 'vitest';
import { rhash } from '../../src/voucher/rhash/rhash.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

describe('rhash', () => {
  it('holds the files of a simple list, with every digest', async () => {
    const root = fixtureOf('rhash', 'simple');
    const vouching = await opened(rhash, root, 'hashes.txt');
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(root, vouching)).toEqual({ held: 2, not: [] });
    expect(vouching.entries[1]?.path).toBe('s/b  c.txt');
    expect(vouching.entries[1]?.digests.map(({ algorithm }) => algorithm)).toEqual([
      'crc32',
      'md5',
      'sha1',
      'sha256',
    ]);
  });

  it('is not a table about something else', async () => {
    const folder = makeFolder();
    folder.write('inventory.txt', 'Bolts M8  20251231\nNuts M8  20251230\n');
    expect(await listOf(rhash).open({ root: folder.path, path: 'inventory.txt' })).toBeUndefined();
  });

  it('says that it does not check links', async () => {
    const root = fixtureOf('rhash', 'links');
    expect(await opened(rhash, root, 'a.magnet')).toMatchObject({
      entries: [],
      notes: ['magnet links are recognised, but not checked'],
    });
    expect(await opened(rhash, root, 'list.ed2k')).toMatchObject({
      entries: [],
      notes: ['links of eD2k are recognised, but not checked'],
    });
  });

  it('is no list of another kind, and says what is wrong', async () => {
    const folder = makeFolder();
    const hex = 'd41d8cd98f00b204e9800998ecf8427e';
    for (const text of [`${hex}  a\n`, `${hex}  ${hex}\n`, 'a  b\n', '', `a  ${hex}0\n`]) {
      folder.write('hashes.txt', text);
      expect(await listOf(rhash).open({ root: folder.path, path: 'hashes.txt' })).toBeUndefined();
    }
    folder.write('hashes.txt', `../a  ${hex}\n`);
    expect(problemsOf(await opened(rhash, folder.path, 'hashes.txt'))).toEqual([
      "manifest-unsafe-path hashes.txt: line 1: '..' in the path",
    ]);
    folder.write('hashes.txt', `${`a  ${hex}\n`.repeat(200)}b  ${hex.slice(1)}\n`);
    expect(problemsOf(await opened(rhash, folder.path, 'hashes.txt'))).toEqual([
      'manifest-damaged hashes.txt: line 201: not a name and digests',
    ]);
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(rhash, fixtureOf('rhash', 'simple'), ['hashes.txt']);
    await expectUnshaken(rhash, fixtureOf('rhash', 'links'), ['a.magnet', 'list.ed2k']);
  });
});
