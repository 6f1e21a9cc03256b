import { describe, expect, it } from 'vitest';
import { hashdeep } from '../../src/voucher/hashdeep/hashdeep.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const HEADER =
  '%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n## Invoked from: /srv/x\n## $ hashdeep -c md5 -rl .\n## \n';
const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';

describe('hashdeep', () => {
  it('holds the files of a list with every algorithm', async () => {
    const root = fixtureOf('hashdeep', 'relative');
    const vouching = await opened(hashdeep, root, 'hashdeep.txt');
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({
      inventory: 'closed',
      base: 'data',
      notes: ['Tiger digests are not checked'],
    });
    expect(await held(root, vouching)).toEqual({ held: 4, not: [] });
    expect(vouching.entries[0]?.digests.map(({ algorithm }) => algorithm)).toEqual([
      'md5',
      'sha1',
      'sha256',
      'whirlpool',
    ]);
  });

  it('holds the files of md5deep -z', async () => {
    const root = fixtureOf('hashdeep', 'md5deep');
    const vouching = await opened(hashdeep, root, 'files.md5deep');
    expect(vouching.inventory).toBe('open');
    expect(await held(root, vouching)).toEqual({ held: 1, not: [] });
  });

  it('says that it does not check pieces', async () => {
    const vouching = await opened(hashdeep, fixtureOf('hashdeep', 'pieces'), 'hashdeep.txt');
    expect(vouching.inventory).toBe('open');
    expect(vouching.notes).toContain('digests of pieces of files (-p), not checked: 7');
  });

  it.each([
    ['unsafe', `0,${EMPTY},./../x`, "manifest-unsafe-path list.hd: line 6: '..' in the path"],
    [
      'a short digest',
      `0,${EMPTY.slice(1)},./x`,
      'manifest-damaged list.hd: line 6: not a record of these columns',
    ],
    [
      'a size that is none',
      `0x1,${EMPTY},./x`,
      'manifest-damaged list.hd: line 6: not a record of these columns',
    ],
    [
      'two digests of one file',
      `0,${EMPTY},./x\n1,${EMPTY},./x`,
      'manifest-duplicate x: line 7: promised before, in another way',
    ],
    ['nothing', '## ', 'manifest-damaged list.hd: it has no entries'],
  ])('a bad record: %s', async (_, record, problem) => {
    const folder = makeFolder();
    folder.write('x');
    folder.write('list.hd', `${HEADER}${record}\n`);
    const vouching = await opened(hashdeep, folder.path, 'list.hd');
    expect(problemsOf(vouching)).toContain(problem);
    expect(vouching.inventory).toBe('open');
  });

  it('is no list of another kind', async () => {
    const folder = makeFolder();
    folder.write('known.txt', 'known\n');
    folder.write('x.md5', `${EMPTY}  x\n`);
    for (const path of ['known.txt', 'x.md5', 'absent.txt'])
      expect(await listOf(hashdeep).open({ root: folder.path, path })).toBeUndefined();
    expect(listOf(hashdeep).find(new Set(['known.txt', 'x.jpg', 'a.hashdeep', 'hashes/']))).toEqual([
      'known.txt',
      'a.hashdeep',
    ]);
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(hashdeep, fixtureOf('hashdeep', 'relative'), ['hashdeep.txt']);
    await expectUnshaken(hashdeep, fixtureOf('hashdeep', 'md5deep'), ['files.md5deep']);
  });
});
