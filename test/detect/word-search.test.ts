import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWordSearch } from '../../src/detect/word-search.ts';

const WORDS = ['crypted', 'locked', 'stolen', 'ed'];
const pattern = (words: readonly string[]): RegExp => new RegExp(words.join('|'), 'i');

describe('a search for words', () => {
  it.each(['locked', 'x LoCkEd', 'STOLENx', 'lockedstolen', 'lolocked'])('finds one in %s', (text) => {
    expect(createWordSearch(['locked', 'stolen'])(Buffer.from(text))).toBe(true);
  });

  it.each(['', 'ocked', 'locke', 'lock ed', 'l\x0fcked', 'LOCKE\x04', 'stole\x2e', 'lo\0ked'])(
    'finds none in %j',
    (text) => {
      expect(createWordSearch(['locked', 'stolen'])(Buffer.from(text))).toBe(false);
    },
  );

  it('says what a regular expression says of any text', () => {
    const letters = fc.constantFrom(...'cryptedloksnCRYPTEDLOKSN .\x04\xe4'.split(''));
    const someWord = fc.constantFrom('crypted', 'LOCKED', 'Stolen', 'crypte', 'olen');
    const someText = fc.array(fc.oneof({ weight: 5, arbitrary: letters }, someWord), { maxLength: 60 });
    fc.assert(
      fc.property(someText, fc.integer({ min: 1, max: WORDS.length }), (parts, count) => {
        const words = WORDS.slice(0, count);
        const text = parts.join('');
        expect(createWordSearch(words)(Buffer.from(text, 'latin1'))).toBe(pattern(words).test(text));
      }),
    );
  });
});
