import { describe, expect, it } from 'vitest';
import { createResolver } from '../../../src/manifest/checksum/resolve.ts';
import { createSpellingFinder, type SpellingFinder } from '../../../src/manifest/spelling/find-spelling.ts';
import { directoryOf, fromText, nameOf } from '../../../src/model/path.ts';

type Tree = {
  readonly exists: (path: string) => boolean;
  readonly find: SpellingFinder;
  readonly listed: string[];
};

/** A tree of files, and the directories of it that were listed. */
function treeOf(...paths: readonly string[]): Tree {
  const all = new Set<string>();
  for (const path of paths) for (let at = path; at !== ''; at = directoryOf(at)) all.add(at);
  const listed: string[] = [];
  const exists = (path: string): boolean => all.has(path);
  const names = (directory: string): string[] => {
    listed.push(directory);
    return [...all].filter((path) => directoryOf(path) === directory).map(nameOf);
  };
  return { exists, listed, find: createSpellingFinder({ exists, names }) };
}

function resolved(tree: Tree, names: readonly string[]): string[] {
  const entries = names.map((path) => ({ path, escaped: false }));
  const resolver = createResolver(entries, { list: 'SUMS', exists: tree.exists, findSpelling: tree.find });
  return entries.map((entry) => resolver.resolve(entry).path);
}

describe('a name under another spelling', () => {
  it('is looked for in each directory on its way', () => {
    expect(treeOf('Docs/Sub/a.txt', 'other/a.txt').find('docs/SUB/A.TXT')).toBe('Docs/Sub/a.txt');
  });

  it.each([
    ['several names are equal', 'x.TXT', ['X.txt', 'x.txt']],
    ['none is', 'y', ['x']],
    ['several have its outline', '?.txt', [fromText('é.txt'), fromText('ü.txt')]],
    ['it lost nothing, and they have the same outline', 'a_b', [fromText('aéb')]],
    ['it is in another directory', 'd/a', ['A', 'd/b']],
  ])('is not found where %s', (_, name, paths) => {
    expect(treeOf(...paths).find(name)).toBeUndefined();
  });

  it('is the one in its own case where several differ in case alone', () => {
    const name = fromText('É.txt'.normalize('NFD'));
    expect(treeOf(fromText('É.txt'), fromText('é.txt')).find(name)).toBe(fromText('É.txt'));
  });

  it('costs one listing of a directory, however many names are looked for', () => {
    const tree = treeOf(...Array.from({ length: 500 }, (_, i) => `d/File${i}`));
    for (let i = 0; i < 1000; i++) expect(tree.find(`d/file${i}`)).toBe(i < 500 ? `d/File${i}` : undefined);
    expect(tree.listed).toEqual(['d']);
  });
});

describe('a lost file of a list', () => {
  it('is not replaced by one that the list names itself', () => {
    expect(resolved(treeOf('A.txt', 'b.txt'), ['a.txt', 'A.txt', 'b.txt'])).toEqual([
      'a.txt',
      'A.txt',
      'b.txt',
    ]);
  });

  it('is not replaced by one that another name was found to be', () => {
    expect(resolved(treeOf('A.txt', 'b.txt'), ['a.TXT', 'a.txt', 'b.txt'])).toEqual([
      'A.txt',
      'a.txt',
      'b.txt',
    ]);
  });
});
