import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill, NotAFile, readChunks, readStart, statOf, withFile } from '../../src/disk/open.ts';
import { errorCode } from '../../src/model/fault.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

const codeOf = (work: () => unknown): string | undefined => errorCode(thrownBy(work));

describe('reading an open file', () => {
  it('fills a buffer from where the file stands', () => {
    folder.write('abc', 'abcdefg');
    const buffer = Buffer.alloc(4);
    withFile(`${folder.path}/abc`, ({ descriptor }) => {
      expect([fill(descriptor, buffer), buffer.toString()]).toEqual([4, 'abcd']);
      expect([fill(descriptor, buffer), buffer.toString('latin1', 0, 3)]).toEqual([3, 'efg']);
      expect(fill(descriptor, buffer)).toBe(0);
      expect(statOf(descriptor).size).toBe(7n);
    });
  });

  it('fills a part of a buffer from an offset', () => {
    folder.write('abc', 'abcdefg');
    const buffer = Buffer.alloc(4, '.');
    withFile(`${folder.path}/abc`, ({ descriptor, size }) => {
      expect([size, fill(descriptor, buffer, 2, 3), buffer.toString()]).toEqual([7, 2, 'de..']);
      expect([fill(descriptor, buffer, 4, 5), buffer.toString('latin1', 0, 2)]).toEqual([2, 'fg']);
    });
  });

  it('gives its first bytes, or fewer where it is shorter', () => {
    folder.write('abc', 'abcdefg');
    expect(readStart(`${folder.path}/abc`, 3).toString()).toBe('abc');
    expect(readStart(`${folder.path}/abc`, 30).toString()).toBe('abcdefg');
  });
});

describe('opening a file', () => {
  it('does not follow a link', () => {
    folder.write('target', 'secret');
    folder.link('link', 'target');
    expect(codeOf(() => withFile(`${folder.path}/link`, () => {}))).toBe('ELOOP');
  });

  it('follows a link where the user named it', () => {
    expect([...readChunks(`${folder.path}/link`, 3, 'follow')].join('')).toHaveLength(6);
    expect(codeOf(() => [...readChunks(`${folder.path}/link`, 3)])).toBe('ELOOP');
  });

  it('never reads what is not a regular file, and does not hang on a FIFO', () => {
    execFileSync('mkfifo', [`${folder.path}/fifo`]);
    const before = openFiles();
    for (const [path, kind, code] of [
      [`${folder.path}/fifo`, 'fifo', 'EINVAL'],
      [folder.path, 'directory', 'EISDIR'],
      ['/dev/null', 'device', 'EINVAL'],
    ] as const) {
      const error = thrownBy(() => withFile(path, () => 'read'));
      expect(error).toBeInstanceOf(NotAFile);
      expect(error).toMatchObject({ kind, code });
    }
    expect(openFiles()).toBe(before);
  });

  it('says what the system says', () => {
    expect(codeOf(() => withFile(`${folder.path}/absent`, () => {}))).toBe('ENOENT');
    expect(codeOf(() => withFile(`${folder.path}/target/below`, () => {}))).toBe('ENOTDIR');
    expect(codeOf(() => withFile(`${folder.path}/${'x'.repeat(300)}`, () => {}))).toBe('ENAMETOOLONG');
  });

  it.skipIf(process.platform !== 'linux')('closes it whatever happens', () => {
    folder.write('a', 'a');
    const before = openFiles();
    expect(() =>
      withFile(`${folder.path}/a`, () => {
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    withFile(`${folder.path}/a`, () => {
      expect(openFiles()).toBe(before + 1);
    });
    expect(openFiles()).toBe(before);
  });
});
