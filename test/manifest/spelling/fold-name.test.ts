import { describe, expect, it } from 'vitest';
import { composedName, foldsOf, mayHaveLost } from '../../../src/manifest/spelling/fold-name.ts';
import { fromText } from '../../../src/model/path.ts';

const areOne = (one: string, other: string): boolean => {
  const folds = new Set(foldsOf(fromText(one)));
  return foldsOf(fromText(other)).some((fold) => folds.has(fold));
};

describe('two spellings of one name', () => {
  it.each([
    ['composed and decomposed', '\u00fc.txt', 'u\u0308.txt'],
    ['in two cases', 'README.TXT', 'readme.txt'],
    ['with a colon that SMB wrote', 'a:b', 'a\uf022b'],
    ['with a colon that rclone wrote', 'a:b', 'a\uff1ab'],
    ['with a blank as a control picture', 'a b', 'a\u2420b'],
    ['with a line end as a control picture', 'a\nb', 'a\u240ab'],
    ['with a blank at the end that Services for Mac wrote', 'a b', 'a\uf028b'],
    ['with a dot at the end that Services for Mac wrote', 'a.b', 'a\uf029b'],
    ['with a quote of rclone', 'a\u2420b', 'a\u201b b'],
    ['with dots and blanks around', 'a', ' a. '],
  ])('are equal: %s', (_, one, other) => {
    expect(areOne(one, other)).toBe(true);
  });

  it.each([
    ['a blank and a forbidden character', 'a b', 'a:b'],
    ['a blank and the picture of a line end', 'a b', 'a\u240ab'],
    ['two letters', 'a', 'b'],
    ['a dot and a blank', 'a.b', 'a b'],
  ])('are not: %s', (_, one, other) => {
    expect(areOne(one, other)).toBe(false);
  });
});

it('a composed name keeps its case, and is not empty', () => {
  expect(composedName('u\u0308B')).toBe('\u00fcB');
  expect(composedName('...')).not.toBe('');
});

it('a name may have lost what the other has', () => {
  expect(mayHaveLost(fromText('caf?.txt'), fromText('caf\u00e9.txt'))).toBe(true);
  expect(mayHaveLost(fromText('caf\u00e9.txt'), fromText('caf_.txt'))).toBe(true);
  expect(mayHaveLost(fromText('cafe.txt'), fromText('caf_.txt'))).toBe(false);
});
