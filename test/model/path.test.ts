import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  directoryOf,
  fromText,
  isText,
  join,
  nameOf,
  toBytes,
  toSystem,
  toText,
  unsafeBecause,
} from '../../src/model/path.ts';
import { someBytes, somePath } from '../help/arbitrary.ts';

function isUtf8(path: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(toBytes(path));
    return true;
  } catch {
    return false;
  }
}

describe('a byte path', () => {
  it('keeps every byte', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(toBytes(all.toString('latin1'))).toEqual(all);
    fc.assert(
      fc.property(someBytes, (path) => {
        expect(Buffer.from(toSystem(path)).equals(toBytes(path))).toBe(true);
      }),
    );
  });

  it('is given to the system as text only where text is the same bytes', () => {
    expect(toSystem('plain/name')).toBe('plain/name');
    expect(toSystem('caf\xe9')).toEqual(Buffer.of(0x63, 0x61, 0x66, 0xe9));
  });

  it('compares as its bytes do', () => {
    fc.assert(
      fc.property(someBytes, someBytes, (a, b) => {
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(Buffer.compare(toBytes(a), toBytes(b)));
      }),
    );
  });

  it('is text exactly where its bytes are UTF-8, and then loses nothing', () => {
    fc.assert(
      fc.property(fc.oneof(someBytes, fc.string({ unit: 'grapheme' }).map(fromText)), (path) => {
        expect(isText(path)).toBe(isUtf8(path));
        if (isText(path)) expect(fromText(toText(path))).toBe(path);
      }),
    );
    expect(isText('\xef\xbb\xbfa')).toBe(true);
    expect(isText('\xed\xa0\x80')).toBe(false);
    expect(isText('\xc0\xaf')).toBe(false);
  });

  it('shows U+FFFD for bytes that are not UTF-8', () => {
    expect(toText('caf\xe9')).toBe('caf\ufffd');
    expect(toText('caf\xc3\xa9')).toBe('caf\u00e9');
    expect(fromText('caf\u00e9')).toBe('caf\xc3\xa9');
  });
});

describe('the parts of a path', () => {
  it.each([
    ['a', '', 'a'],
    ['a/b', 'a', 'b'],
    ['a/b/c.txt', 'a/b', 'c.txt'],
    ['a\\b', '', 'a\\b'],
    ['', '', ''],
  ])('%j is %j and %j', (path, directory, name) => {
    expect(directoryOf(path)).toBe(directory);
    expect(nameOf(path)).toBe(name);
  });

  it('make the path again', () => {
    fc.assert(
      fc.property(somePath, (path) => {
        expect(join(directoryOf(path), nameOf(path))).toBe(path);
      }),
    );
  });
});

describe('a path that a manifest names', () => {
  it.each([
    ['', 'empty path'],
    ['/', 'absolute path'],
    ['/etc/passwd', 'absolute path'],
    ['a\0b', 'NUL in the path'],
    ['..', "'..' in the path"],
    ['../a', "'..' in the path"],
    ['a/../b', "'..' in the path"],
    ['a/..', "'..' in the path"],
  ])('%j is unsafe: %s', (path, reason) => {
    expect(unsafeBecause(path)).toBe(reason);
  });

  it.each(['a', '...', '..a', 'a..', 'a/..b/c', '-', '.', '.hidden', 'a\\..\\b', '~', 'C:'])(
    '%j is safe',
    (path) => {
      expect(unsafeBecause(path)).toBeUndefined();
    },
  );

  it('is safe where it is made of names', () => {
    fc.assert(
      fc.property(somePath, (path) => {
        expect(unsafeBecause(path)).toBeUndefined();
      }),
    );
  });

  it('is unsafe wherever one of its names is two dots', () => {
    const names = fc.array(fc.constantFrom('a', 'b..', '..c', '.'), { maxLength: 3 });
    fc.assert(
      fc.property(names, names, (before, after) => {
        expect(unsafeBecause(['x', ...before, '..', ...after].join('/'))).toBe("'..' in the path");
      }),
    );
  });
});
