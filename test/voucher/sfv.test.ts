import { describe, expect, it } from 'vitest';
import { sfv } from '../../src/voucher/sfv/sfv.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, opened, problemsOf } from '../help/opened.ts';

describe('sfv', () => {
  it('holds the files of a list that RHash wrote', async () => {
    const root = fixtureOf('sfv', 'rhash');
    const vouching = await opened(sfv, root, 'files.sfv');
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching.inventory).toBe('open');
    expect(await held(root, vouching)).toEqual({ held: 2, not: [] });
  });

  it.each([
    ['a name with blanks and backslashes', 'sub\\a b.txt DEADBEEF\r\n', ['sub/a b.txt']],
    ['a byte order mark and comments', '\xef\xbb\xbf; made by\n./x 00000001\n\n', ['x']],
    ['a tab', 'x\t00000001', ['x']],
  ])('reads %s', async (_, text, paths) => {
    const folder = makeFolder();
    folder.write('d/list.sfv', Buffer.from(text, 'latin1'));
    const vouching = await opened(sfv, folder.path, 'd/list.sfv');
    expect(vouching.entries.map(({ path }) => path)).toEqual(paths.map((path) => `d/${path}`));
    expect(problemsOf(vouching)).toEqual([]);
  });

  it.each([
    ['no digest', 'x\n', /line 1: not a name and a CRC-32/],
    ['seven digits', 'x 1234567\n', /line 1/],
    ['nothing at all', '; nothing\n', /it has no entries/],
    ['a path that leads out', '../x 00000001\n', /manifest-unsafe-path .*line 1/],
  ])('says what is wrong with %s', async (_, text, problem) => {
    const folder = makeFolder();
    folder.write('list.sfv', text);
    expect(problemsOf(await opened(sfv, folder.path, 'list.sfv')).join()).toMatch(problem);
  });

  it('proves nothing of itself', async () => {
    const folder = makeFolder();
    folder.write('x');
    folder.write('list.sfv', 'x 00000000\nlist.sfv DEADBEEF\n');
    const vouching = await opened(sfv, folder.path, 'list.sfv');
    expect(vouching.entries.map(({ path }) => path)).toEqual(['x']);
    expect(problemsOf(vouching)).toEqual([]);
  });

  it('is not shaken by any bytes', async () => {
    await expectUnshaken(sfv, fixtureOf('sfv', 'rhash'), ['files.sfv']);
  });
});
