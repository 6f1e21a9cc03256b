import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openRoot } from '../../src/engine/root.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

describe('a root', () => {
  it('is a directory, with any slashes behind it, also through a link', () => {
    folder.directory('d\u00e4y');
    folder.directory('dir');
    folder.link('link', 'dir');
    expect(openRoot(`${folder.path}/dir`)).toEqual({ directory: `${folder.path}/dir` });
    expect(openRoot(`${folder.path}/dir//`)).toEqual({ directory: `${folder.path}/dir` });
    expect(openRoot(`${folder.path}/link`)).toEqual({ directory: `${folder.path}/link` });
    expect(openRoot('/')).toEqual({ directory: '/' });
  });

  it('is one file in its directory', () => {
    folder.write('a.tar', 'x');
    expect(openRoot(`${folder.path}/a.tar`)).toEqual({ directory: folder.path, only: 'a.tar' });
    expect(openRoot('package.json')).toEqual({ directory: '.', only: 'package.json' });
  });

  it('is named in bytes', () => {
    folder.directory('caf\xc3\xa9');
    expect(openRoot(`${folder.path}/caf\u00e9`)).toEqual({ directory: `${folder.path}/caf\xc3\xa9` });
  });

  it.each(['absent', 'a.tar/below'])('is not there: %s', (name) => {
    folder.write('a.tar', 'x');
    expect(() => openRoot(`${folder.path}/${name}`)).toThrow(
      expect.objectContaining({ exit: 2, message: `${folder.path}/${name}: no such file or directory` }),
    );
  });

  it('is neither a FIFO nor what cannot be looked at', () => {
    execFileSync('mkfifo', [`${folder.path}/fifo`]);
    expect(() => openRoot(`${folder.path}/fifo`)).toThrow(expect.objectContaining({ exit: 2 }));
    folder.link('loop', 'loop');
    expect(() => openRoot(`${folder.path}/loop`)).toThrow(expect.objectContaining({ exit: 3 }));
  });
});
