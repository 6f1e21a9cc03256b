import { chmodSync, lstatSync, lutimesSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isThere, mtimeOf, stampOf, statPath, statTarget } from '../../src/disk/stat.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

describe('a time', () => {
  it.each([
    [0n, '0.000000000'],
    [1n, '0.000000001'],
    [1_795_409_983_170_223_676n, '1795409983.170223676'],
    [-1n, '-1.999999999'],
    [-1_000_000_000n, '-1.000000000'],
    [-1_500_000_000n, '-2.500000000'],
    [2n ** 62n, '4611686018.427387904'],
  ])('of %i nanoseconds is %s', (mtimeNs, wanted) => {
    const stats = Object.assign(lstatSync(folder.path, { bigint: true }), { mtimeNs });
    expect(mtimeOf(stats)).toBe(wanted);
  });
});

describe('the stamp of a path', () => {
  it('has its time and its mode', () => {
    const file = folder.write('caf\xe9');
    expect(stampOf(`${folder.path}/caf\xe9`).mtime).toMatch(/^\d+\.\d{9}$/);
    const plain = folder.write('plain');
    chmodSync(plain, 0o4751);
    utimesSync(plain, 12, 34.5);
    expect(stampOf(`${folder.path}/plain`)).toEqual({ mtime: '34.500000000', mode: 0o4751 });
    expect(file).toContain('caf\xe9');
  });

  it('is that of a link itself', () => {
    folder.link('link', 'nowhere');
    lutimesSync(`${folder.path}/link`, 1, 2);
    expect(stampOf(`${folder.path}/link`).mtime).toBe('2.000000000');
  });

  it('is nothing where nothing is', () => {
    expect(stampOf(`${folder.path}/absent`)).toEqual({});
  });
});

describe('what lies at a path', () => {
  it('has a kind and a size; a link is a link, and its target where that is asked for', () => {
    folder.write('five', '12345');
    folder.link('to-five', 'five');
    expect(statPath(`${folder.path}/five`)).toMatchObject({ kind: 'file', size: 5 });
    expect(statPath(`${folder.path}/to-five`)).toMatchObject({ kind: 'link' });
    expect(statTarget(`${folder.path}/to-five`)).toMatchObject({ kind: 'file', size: 5 });
    expect(statPath(folder.path)).toMatchObject({ kind: 'directory' });
  });

  it('is nothing where nothing can lie, and a trouble where that is not known', () => {
    for (const path of ['absent', 'five/below', 'a\0b']) {
      expect(statPath(`${folder.path}/${path}`)).toBeUndefined();
      expect(isThere(statPath(`${folder.path}/${path}`))).toBe(false);
    }
    const tooLong = statPath(`${folder.path}/${'x'.repeat(300)}`);
    expect(tooLong).toEqual({ code: 'ENAMETOOLONG', doing: 'look at it' });
    expect(isThere(tooLong)).toBe(false);
  });
});
