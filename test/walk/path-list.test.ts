import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathListOf } from '../../src/walk/path-list.ts';

/** What was never seen of a slice. */
function unseen(paths: readonly string[], seen: readonly string[]): string[] {
  const watch = pathListOf(paths).watch();
  for (const path of seen) watch.see(path);
  return [...watch.unseen()];
}

const NAME = fc.constantFrom('a', 'b', 'a-', 'a.b', 'aa', '!', 'caf\xe9');
const PATH = fc.array(NAME, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const isUnder = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`);

describe('a slice', () => {
  it('has what is listed and all below it, and is led to from above', () => {
    fc.assert(
      fc.property(fc.array(PATH, { minLength: 1, maxLength: 12 }), PATH, (listed, path) => {
        const slice = pathListOf(listed);
        expect(slice.has(path)).toBe(listed.some((each) => isUnder(path, each)));
        if (!slice.has(path)) expect(slice.leadsTo(path)).toBe(listed.some((each) => isUnder(each, path)));
        expect(slice.size).toBe(new Set(listed).size);
      }),
      { numRuns: 2000 },
    );
  });

  it('remembers what was come to, also by what lies below it', () => {
    fc.assert(
      fc.property(fc.array(PATH, { minLength: 1, maxLength: 12 }), fc.array(PATH), (listed, seen) => {
        const never = unseen(listed, seen);
        for (const path of seen) expect(never).not.toContain(path);
        const untouched = listed.filter((path) => !seen.some((each) => isUnder(each, path)));
        expect(never).toEqual(expect.arrayContaining(untouched));
      }),
    );
    expect(unseen(['a', 'b'], ['a/x/y'])).toEqual(['b']);
    expect(unseen(['a', 'a/b', 'a/c'], ['a', 'a/c'])).toEqual(['a/b']);
  });

  it('takes paths as people and tools write them', () => {
    const slice = pathListOf(['./a//b/', 'c/./d', '', 'c/./d', '.hidden']);
    expect(slice.size).toBe(3);
    expect(['a/b', 'a/b/x', 'c/d', '.hidden'].map((path) => slice.has(path))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['a', 'c', 'c/dd', 'hidden'].map((path) => slice.has(path))).toEqual([false, false, false, false]);
  });

  it.each(['.', './', './/.'])('of %j is the whole tree', (all) => {
    const slice = pathListOf([all, 'gone']);
    expect(slice.has('anything/at all')).toBe(true);
    expect([...slice.watch().unseen()]).toEqual(['gone']);
  });

  it.each([
    [['/etc/passwd'], 'path 1, /etc/passwd: absolute path'],
    [['a', 'b/../../c'], "path 2, b/../../c: '..' in the path"],
    [['a\0b'], 'NUL in the path'],
    [[''], 'the list is empty'],
    [[], 'the list is empty'],
  ])('of %j is refused', (paths, why) => {
    expect(() => pathListOf(paths)).toThrow(
      expect.objectContaining({ exit: 2, message: expect.stringContaining(why) }),
    );
  });
});
