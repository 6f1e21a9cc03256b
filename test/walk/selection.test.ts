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

  it('refuses a pattern that ends in a slash, for it would leave out nothing', async () => {
    await expect(excluding(['*.tmp', 'cache/'])).rejects.toMatchObject({
      exit: 2,
      message: 'the pattern cache/ matches nothing',
      hint: "name the directory without '/': cache",
    });
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
