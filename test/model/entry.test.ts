import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Kind, orderKey } from '../../src/model/entry.ts';
import { directoryOf } from '../../src/model/path.ts';
import { somePath } from '../help/arbitrary.ts';

/** Files, and every directory above them. */
function treeOf(files: readonly string[]): { readonly path: string; readonly kind: Kind }[] {
  const directories = new Set<string>();
  for (const file of files) {
    for (let at = directoryOf(file); at !== ''; at = directoryOf(at)) directories.add(at);
  }
  const plain = [...new Set(files)].filter((file) => !directories.has(file));
  return [
    ...plain.map((path) => ({ path, kind: 'file' as const })),
    ...[...directories].map((path) => ({ path, kind: 'directory' as const })),
  ];
}

const someTree = fc.array(somePath, { maxLength: 12 }).map(treeOf);

it('orders a directory before what is below it, with nothing else between', () => {
  fc.assert(
    fc.property(someTree, (tree) => {
      const keys = tree.map(orderKey).toSorted((a, b) => (a < b ? -1 : 1));
      for (const directory of keys.filter((key) => key.endsWith('/'))) {
        const at = keys.indexOf(directory);
        const below = keys.filter((key) => key.startsWith(directory));
        expect(keys.slice(at, at + below.length)).toEqual(below);
      }
    }),
  );
});

it('gives every path its own key', () => {
  fc.assert(
    fc.property(someTree, (tree) => {
      expect(new Set(tree.map(orderKey)).size).toBe(tree.length);
    }),
  );
});

it('puts a directory where its name ends in a slash', () => {
  const tree = treeOf(['a/b', 'a-b', 'a.b', 'a0', 'ab']);
  expect(tree.map(orderKey).toSorted()).toEqual(['a-b', 'a.b', 'a/', 'a/b', 'a0', 'ab']);
  expect(orderKey({ path: 'a', kind: 'link' })).toBe('a');
});
