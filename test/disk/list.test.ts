import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listDirectory, namesIn, readLink, realPath } from '../../src/disk/list.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

/** Does something as a user who may not read everything; as root that is another user. */
async function asUser<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

const trouble = (code: string, doing = 'list the directory'): unknown => ({ code, doing });

describe('a directory', () => {
  it('gives its entries with their kinds', () => {
    folder.write('kinds/caf\xe9/x');
    folder.write('kinds/file');
    folder.link('kinds/link', 'nowhere');
    expect(listDirectory(`${folder.path}/kinds`)).toEqual(
      expect.arrayContaining([
        { name: 'caf\xe9', kind: 'directory' },
        { name: 'file', kind: 'file' },
        { name: 'link', kind: 'link' },
      ]),
    );
  });
});

describe('a link', () => {
  it('says where it points, as bytes, or why it cannot be read', () => {
    folder.link('points', 'caf\xe9');
    expect(readLink(`${folder.path}/points`)).toEqual({ target: 'caf\xe9' });
    expect(readLink(`${folder.path}/absent`)).toEqual(trouble('ENOENT', 'read the link'));
  });

  it('is followed to what is there; one that leads to nothing has no path, and a loop is a trouble', () => {
    folder.write('there');
    folder.link('to-there', 'there');
    folder.link('to-nothing', 'nothing');
    folder.link('round', 'round');
    expect(realPath(`${folder.path}/to-there`)).toEqual({ path: expect.stringMatching(/\/there$/) });
    expect(realPath(`${folder.path}/to-nothing`)).toBeUndefined();
    expect(realPath(`${folder.path}/round`)).toEqual(trouble('ELOOP', 'follow the link'));
  });
});

describe('the names in a directory', () => {
  it('are bytes, those of directories with a slash, without links and special files', () => {
    folder.write('names/a/b');
    folder.write('names/caf\xe9');
    folder.write('names/.hidden');
    folder.link('names/link', 'a');
    expect(namesIn(`${folder.path}/names`)).toEqual(new Set(['.hidden', 'a/', 'caf\xe9']));
    expect(namesIn(`${folder.path}/names/a`)).toEqual(new Set(['b']));
  });

  it('are never none of what cannot be listed, but why', async () => {
    folder.write('closed/file');
    expect(namesIn(`${folder.path}/gone`)).toEqual(trouble('ENOENT'));
    expect(namesIn(`${folder.path}/closed/file`)).toEqual(trouble('ENOTDIR'));
    chmodSync(`${folder.path}/closed`, 0);
    const names = await asUser(() => Promise.resolve(namesIn(`${folder.path}/closed`)));
    chmodSync(`${folder.path}/closed`, 0o755);
    expect(names).toEqual(trouble('EACCES'));
    expect(namesIn(`${folder.path}/closed`)).toEqual(new Set(['file']));
  });
});
