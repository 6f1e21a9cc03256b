import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTree,
  goneIn,
  type Marks,
  type Tile,
  type Tree,
  wholeBytes,
} from '../../../../src/report/formats/html/tree.ts';
import { left } from './events.ts';

function marks(errors: number, warnings: number, gone = { files: 0, bytes: 0 }): Marks {
  return { errors, warnings, gone };
}

function leave(tree: Tree, path: string, bytes: number, files = 1): void {
  tree.left(left(path, { files, bytes }), path);
}

function tiles(tile: Tile | undefined): Tile[] {
  return tile === undefined ? [] : [tile, ...tile.below.flatMap(tiles)];
}

describe('the tree of directories', () => {
  it('tells what lies in a directory itself from what lies below it', () => {
    const tree = createTree();
    const bad = { garbage: { files: 2, bytes: 200 } };
    tree.left(left('a/b', { files: 3, bytes: 300 }, bad), 'a/b');
    tree.left(left('a', { files: 5, bytes: 1000 }, { garbage: { files: 3, bytes: 250 } }), 'a');
    tree.left(left('', { files: 6, bytes: 1001 }, { garbage: { files: 3, bytes: 250 } }), '');
    const root = tree.tile(10);
    expect(root).toMatchObject({ path: '', bytes: 1001, own: { files: 1, bytes: 1 } });
    expect(root?.below[0]).toMatchObject({
      path: 'a',
      own: { bytes: 700, judged: { garbage: { files: 1, bytes: 50 } } },
    });
    expect(root?.below[0]?.below[0]).toMatchObject({ path: 'a/b', own: { bytes: 300, judged: bad } });
  });

  it('is nothing where the root was never left', () => {
    const tree = createTree();
    leave(tree, 'a', 1);
    expect(tree.tile(10)).toBeUndefined();
  });

  it('has what is gone where it lay, and counts it in the whole', () => {
    const tree = createTree();
    leave(tree, 'a', 5);
    tree.mark('a', marks(0, 0, { files: 1, bytes: 100 }));
    tree.mark('gone/deep', marks(0, 0, { files: 2, bytes: 1000 }));
    leave(tree, '', 9);
    const all = tree.tile(10);
    expect(all?.own.gone).toEqual({ files: 2, bytes: 1000 });
    expect(all?.below[0]?.own.gone).toEqual({ files: 1, bytes: 100 });
    expect(all === undefined ? [] : [goneIn(all), wholeBytes(all)]).toEqual([
      { files: 3, bytes: 1100 },
      1109,
    ]);
  });

  it('counts findings where they lie, also those that come late and those of directories that are gone', () => {
    const tree = createTree();
    tree.mark('a', marks(1, 0));
    leave(tree, 'a', 5);
    tree.mark('gone/deep', marks(0, 2));
    leave(tree, '', 9);
    tree.mark('a', marks(2, 0));
    const root = tree.tile(10);
    expect(root?.own).toMatchObject(marks(0, 2));
    expect(root?.below[0]?.own).toMatchObject(marks(3, 0));
  });

  it('says where directories have no tile of their own', () => {
    const tree = createTree();
    for (const [path, bytes] of [
      ['a/b', 1],
      ['a', 5],
      ['c', 9],
      ['', 20],
    ] as const)
      leave(tree, path, bytes);
    expect(tiles(tree.tile(10)).some(({ isFolded }) => isFolded)).toBe(false);
    expect(tiles(tree.tile(3)).map(({ path, isFolded }) => [path, isFolded])).toEqual([
      ['', false],
      ['c', false],
      ['a', true],
    ]);
    expect(tree.tile(1)?.isFolded).toBe(true);
  });

  it('loses no byte and no finding, however few directories are kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 400 }), (most, count) => {
        const tree = createTree();
        let sum = 0;
        for (let i = 0; i < count; i++) {
          const path = `t${i % 7}/${i}`;
          tree.mark(path, marks(i % 3, 1));
          leave(tree, path, i * 10);
          sum += i * 10;
        }
        leave(tree, '', sum, count);
        const all = tiles(tree.tile(most));
        expect(all.length).toBeLessThanOrEqual(most);
        expect(all.reduce((total, { own }) => total + own.bytes, 0)).toBe(sum);
        expect(all.reduce((total, { own }) => total + own.warnings, 0)).toBe(count);
      }),
    );
  });

  it('keeps the biggest and the worst of very many directories', () => {
    const tree = createTree();
    for (let i = 0; i < 30_000; i++) {
      if (i === 12_345) tree.mark(`d${i}`, marks(7, 0));
      leave(tree, `d${i}`, i === 23_456 ? 1e9 : 10);
    }
    leave(tree, '', 1e9 + 300_000, 30_000);
    const root = tree.tile(20);
    const kept = root?.below.map(({ path }) => path);
    expect(kept).toHaveLength(19);
    expect(kept).toContain('d12345');
    expect(kept).toContain('d23456');
    expect(root?.own.bytes).toBe(1e9 + 300_000 - 1e9 - 18 * 10);
  });

  it('counts findings in very many directories that are gone', () => {
    const tree = createTree();
    for (let i = 0; i < 25_000; i++) tree.mark(`x/${i}/deep`, marks(1, 0));
    leave(tree, 'x', 1);
    leave(tree, '', 1);
    const errors = tiles(tree.tile(10)).map(({ own }) => own.errors);
    expect(errors.reduce((sum, each) => sum + each, 0)).toBe(25_000);
  });
});
