import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, subtrees } from '../../../src/engine/tree/subtrees.ts';
import { orderKey } from '../../../src/model/entry.ts';
import { type BytePath, directoryOf } from '../../../src/model/path.ts';
import { somePath } from '../../help/arbitrary.ts';

type Count = { readonly directory: BytePath; own: number; all: number };

/** Counts files by directory, and writes down which directory is closed into which. */
function counted(paths: readonly BytePath[]): { readonly root: Count; readonly closed: readonly string[] } {
  const closed: string[] = [];
  const open = subtrees<Count>(
    (directory) => ({ directory, own: 0, all: 0 }),
    (each, parent) => {
      closed.push(`${each.directory} ${each.own}/${each.all} into ${parent.directory}`);
      parent.all += each.all;
    },
  );
  for (const path of paths) {
    const tally = open.at(directoryOf(path));
    tally.own += 1;
    tally.all += 1;
  }
  return { root: open.end(), closed };
}

describe('tallies of open directories', () => {
  it('are closed when the walk leaves them, each into the one above it', () => {
    const { root, closed } = counted(['a/b/1', 'a/c/d/1', 'a/c/d/2', 'a/x', 'b', 'c/1']);
    expect(closed).toEqual([
      'a/b 1/1 into a',
      'a/c/d 2/2 into a/c',
      'a/c 0/2 into a',
      'a 1/4 into ',
      'c 1/1 into ',
    ]);
    expect(root).toEqual({ directory: '', own: 1, all: 6 });
  });

  it('are not mixed up where one name begins as another', () => {
    expect(counted(['a-b/1', 'a/1', 'ab/1']).closed).toEqual([
      'a-b 1/1 into ',
      'a 1/1 into ',
      'ab 1/1 into ',
    ]);
  });

  it('are one for each directory of a walk, whatever the names, and hold every file once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(somePath, { maxLength: 30 }), (some) => {
        const above = new Set(some.flatMap((path) => ancestors(path)));
        const paths = some
          .filter((path) => !above.has(path))
          .toSorted((a, b) =>
            orderKey({ path: a, kind: 'file' }) < orderKey({ path: b, kind: 'file' }) ? -1 : 1,
          );
        const { root, closed } = counted(paths);
        expect(root.all).toBe(paths.length);
        const wanted = new Set(paths.flatMap((path) => ancestors(path)));
        expect(closed.length).toBe(wanted.size);
        expect(new Set(closed.map((line) => line.slice(0, line.search(/ \d+\/\d+ into /))))).toEqual(wanted);
      }),
    );
  });

  it('are of the root alone where there is nothing', () => {
    expect(counted([])).toEqual({ root: { directory: '', own: 0, all: 0 }, closed: [] });
  });
});

it.each([
  ['a/b', 'a', true],
  ['a', 'a', true],
  ['a', '', true],
  ['', '', true],
  ['', 'a', false],
  ['ab', 'a', false],
  ['a', 'a/b', false],
])('%j lies within %j: %s', (directory, parent, wanted) => {
  expect(isWithin(directory, parent)).toBe(wanted);
});

/** The directories above a path, the root left out. */
function ancestors(path: BytePath): BytePath[] {
  const above: BytePath[] = [];
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) above.push(at);
  return above;
}
