import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excluding } from '../../src/walk/selection.ts';
import { somePath } from '../help/arbitrary.ts';

async function leftOut(patterns: readonly string[], paths: readonly string[]): Promise<string[]> {
  const isLeftOut = await excluding(patterns);
  return paths.filter((path) => isLeftOut?.(path) === true);
}

describe('excluding', () => {
  it('asks nothing where there is no pattern', async () => {
    expect(await excluding([])).toBeUndefined();
  });

  it.each([
    ['cache/', ['cache', 'd/cache'], ['cache2', 'd/caches', 'cache/x']],
    ['/cache/', ['cache'], ['d/cache']],
    ['d/cache/', ['d/cache'], ['cache', 'e/d/cache']],
    ['**/c*/', ['cache', 'a/b/ch'], ['ab']],
    ['*/', ['a', 'b/c'], []],
  ])('takes %j for directories alone', async (pattern, out, rest) => {
    const isLeftOut = await excluding([pattern]);
    const all = [...out, ...rest];
    expect(all.filter((path) => isLeftOut?.(path, true) === true)).toEqual(out);
    expect(all.filter((path) => isLeftOut?.(path) === true)).toEqual([]);
  });

  it('takes all patterns for directories, too', async () => {
    const isLeftOut = await excluding(['cache', 'tmp/']);
    expect([isLeftOut?.('cache', true), isLeftOut?.('tmp', true), isLeftOut?.('tmp', false)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['', 'empty pattern'],
    ['!keep.tmp', 'cannot be negated'],
    ['!', 'cannot be negated'],
    ['!/d/x', 'cannot be negated'],
    ['../x', "has '..'"],
    ['d/../x', "has '..'"],
    ['/..', "has '..'"],
    ['/', 'the root itself'],
    ['.', 'the root itself'],
    ['./', 'the root itself'],
    ['//', 'the root itself'],
    ['a//b', 'no path is written like that'],
    ['a/./b', 'no path is written like that'],
    ['.//a', 'no path is written like that'],
    ['~/x', 'was not expanded'],
    ['C:\\x', 'separates nothing'],
    ['a\\b', 'separates nothing'],
    ['\\d', 'separates nothing'],
    ['x\\\\\\9', 'separates nothing'],
    ['/srv/backup/db', 'paths below the root'],
    ['/srv/backup', 'paths below the root'],
    ['/srv/backup/*.tmp', 'paths below the root'],
  ])('refuses %j', async (pattern, why) => {
    const refused = excluding(['*.tmp', pattern], '/srv/backup');
    await expect(refused).rejects.toMatchObject({ exit: 2 });
    await expect(refused).rejects.toThrow(why);
  });

  it('says how to write what it refuses', async () => {
    await expect(excluding(['/srv/backup/db/'], '/srv/backup')).rejects.toMatchObject({
      hint: 'write "/db/"',
    });
    await expect(excluding(['a//./b'])).rejects.toMatchObject({ hint: 'write "/a/b"' });
  });

  it.each([
    '/srv/backups',
    'a\\*b',
    '\\!x',
    'a\\[1\\]',
    '/srv',
    '!(keep)',
    '[!a]*',
    '..a',
    'a..',
    '.a',
    '~',
    '/db',
  ])('takes %j', async (pattern) => {
    await expect(excluding([pattern], '/srv/backup')).resolves.toBeDefined();
    await expect(excluding([pattern], '/')).resolves.toBeDefined();
  });

  it.each([
    [['*.tmp'], ['a.tmp', 'd/b.tmp', 'd/.c.tmp'], ['a.tmpx', 'tmp', 'a.tmp/x']],
    [['cache'], ['cache', 'd/cache'], ['cache2', 'd/caches', 'cache/x']],
    [['d/*.log'], ['d/a.log', 'd/.b.log'], ['a.log', 'd/e/a.log', 'x/d/a.log']],
    [['d/**'], ['d/a', 'd/e/a', 'd/.hidden'], ['e/d/a']],
    [['/top'], ['top'], ['d/top']],
    [['./top'], ['top'], ['d/top']],
    [['**/node_modules'], ['node_modules', 'a/b/node_modules'], ['node_modules2']],
    [['[ab]?'], ['ax', 'd/b1'], ['cx', 'a']],
    [
      ['*.tmp', 'd/x'],
      ['a.tmp', 'd/x', 'd/a.tmp'],
      ['x', 'e/x'],
    ],
    [['caf\u00e9'], ['caf\xc3\xa9', 'd/caf\xc3\xa9'], ['caf\xe9']],
    [['caf\ufffd'], ['caf\xe9'], ['caf\xc3\xa9']],
    [['a b'], ['a b'], ['a', 'b']],
    [
      ['*.tmp', 'd/**'],
      ['\na.tmp', 'a\n.tmp', 'd/a\nb', 'd/\r'],
      ['a.tmp\n', 'e/\n'],
    ],
    [['{a,b}.txt'], ['a.txt', 'd/b.txt'], ['c.txt']],
  ])('%j leaves out %j and not %j', async (patterns, out, rest) => {
    expect(await leftOut(patterns, [...out, ...rest])).toEqual(out);
  });

  it('leaves out everything for *, whatever the names', async () => {
    const isLeftOut = await excluding(['*']);
    fc.assert(
      fc.property(somePath, (path) => {
        expect(isLeftOut?.(path)).toBe(true);
      }),
    );
  });
});
