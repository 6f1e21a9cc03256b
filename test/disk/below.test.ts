import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Below, byInodes, listBelow, openBelow } from '../../src/disk/below.ts';
import { withFile } from '../../src/disk/open.ts';
import { toSystem } from '../../src/model/path.ts';
import { makeScratch } from '../help/scratch.ts';

const scratch = makeScratch();
const root = join(scratch, 'root');
const outside = join(scratch, 'outside');

beforeEach(() => {
  for (const directory of [root, outside]) rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(root, 'a/b'), { recursive: true });
  mkdirSync(join(outside, 'b'), { recursive: true });
  writeFileSync(join(root, 'top'), 'inside top');
  writeFileSync(join(root, 'a/b/file'), 'inside');
  writeFileSync(join(outside, 'b/file'), 'outside');
});

function content(below: Below, path: string): string {
  return below.reach(path, (at) => withFile(at, ({ descriptor }) => readFileSync(descriptor, 'latin1')));
}

function swap(): void {
  renameSync(join(root, 'a'), join(root, 'kept'));
  symlinkSync(outside, join(root, 'a'));
}

describe.each([
  { how: 'through descriptors', open: openBelow },
  { how: 'by inodes', open: byInodes },
])('below a root, $how', ({ open }) => {
  it('files and directories are reached in any order', () => {
    const below = open(root);
    writeFileSync(toSystem(join(root, 'a/caf\xe9')), 'latin');
    expect(content(below, 'a/b/file')).toBe('inside');
    expect(content(below, 'top')).toBe('inside top');
    expect(content(below, 'a/caf\xe9')).toBe('latin');
    expect(listBelow(below, '')).toEqual(
      expect.arrayContaining([
        { name: 'a', kind: 'directory' },
        { name: 'top', kind: 'file' },
      ]),
    );
    expect(listBelow(below, 'a/b')).toEqual([{ name: 'file', kind: 'file' }]);
    below.close();
    expect(content(below, 'a/b/file')).toBe('inside');
    below.close();
  });

  it('a link above a file is not passed', () => {
    swap();
    const below = open(root);
    expect(() => content(below, 'a/b/file')).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
    expect(listBelow(below, 'a/b')).toEqual({ code: 'ENOTDIR', doing: 'list the directory' });
    expect(listBelow(below, 'a')).toEqual({ code: 'ENOTDIR', doing: 'list the directory' });
    expect(content(below, 'kept/b/file')).toBe('inside');
    below.close();
  });

  it('a directory that is swapped for a link while it is used does not lead outside', () => {
    const below = open(root);
    expect(content(below, 'a/b/file')).toBe('inside');
    swap();
    let after = 'nothing';
    try {
      after = content(below, 'a/b/file');
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOTDIR' });
    }
    expect(['nothing', 'inside']).toContain(after);
    below.close();
    expect(() => content(below, 'a/b/file')).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
    unlinkSync(join(root, 'a'));
    below.close();
    expect(() => content(below, 'a/b/file')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    below.close();
  });

  it('the root may be a link', () => {
    symlinkSync(root, join(scratch, 'named'));
    const below = open(join(scratch, 'named'));
    expect(content(below, 'a/b/file')).toBe('inside');
    below.close();
    unlinkSync(join(scratch, 'named'));
  });
});

it('nothing stays open, however deep a tree is', () => {
  const deep = Array.from({ length: 40 }, (_, i) => `d${i}`).join('/');
  mkdirSync(join(root, deep), { recursive: true });
  writeFileSync(join(root, deep, 'file'), 'deep');
  writeFileSync(join(root, 'd0/d1/file'), 'shallow');
  const before = readdirSync('/dev/fd').length;
  const below = openBelow(root);
  expect(content(below, `${deep}/file`)).toBe('deep');
  expect(readdirSync('/dev/fd').length).toBeLessThan(before + 12);
  expect(content(below, 'd0/d1/file')).toBe('shallow');
  expect(content(below, `${deep}/file`)).toBe('deep');
  below.close();
  expect(readdirSync('/dev/fd').length).toBe(before);
});

it('no descriptor is lost where a directory cannot be passed', () => {
  writeFileSync(join(root, 'a/file'), '');
  const below = openBelow(root);
  const probe = openSync('/', 'r');
  closeSync(probe);
  for (const path of ['a/file/x', 'a/gone/x', 'a/b/../../../outside/b/file'])
    expect(() => content(below, path)).toThrow(/ENOTDIR|ENOENT|\.\./);
  expect(content(below, 'a/b/file')).toBe('inside');
  expect(() => content(below, 'a/file/x')).toThrow(/ENOTDIR/);
  writeFileSync(join(root, 'a/file'), 'beside');
  expect(content(below, 'a/file')).toBe('beside');
  below.close();
  const again = openSync('/', 'r');
  expect(again).toBe(probe);
  closeSync(again);
});
