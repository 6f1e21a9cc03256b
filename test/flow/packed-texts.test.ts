import { describe, expect, it } from 'vitest';
import { createNumbers } from '../../src/flow/numbers.ts';
import { createPackedTexts } from '../../src/flow/packed-texts.ts';
import { createTextIndex } from '../../src/flow/text-index.ts';

/** Texts of many lengths, from none to as many bytes as a page has, so that pages are filled to all ends. */
const TEXTS = [
  '',
  'a',
  '\xff\0\n',
  ...Array.from({ length: 3000 }, (_, i) => `${i}`.padEnd((i * 37) % 1500, 'x')),
  'y'.repeat(1 << 20),
  'z'.repeat((1 << 20) - 1),
  '',
  'end',
];

describe('packed texts', () => {
  it('are what was put in, whatever their lengths', () => {
    const packed = createPackedTexts('latin1');
    for (const [i, text] of TEXTS.entries()) {
      packed.push(text);
      expect(packed.at(i)).toBe(text);
    }
    expect(packed.length()).toBe(TEXTS.length);
    expect(TEXTS.map((_, i) => packed.at(i))).toEqual(TEXTS);
  });

  it('of hex digits are the same in lower case', () => {
    const packed = createPackedTexts('hex');
    const digests = ['', '00', 'deadbeef', 'ff'.repeat(64)];
    for (const digest of digests) packed.push(digest);
    expect(digests.map((_, i) => packed.at(i))).toEqual(digests);
  });

  it('are not longer than a page', () => {
    expect(() => createPackedTexts('latin1').push('x'.repeat((1 << 20) + 1))).toThrow('longer than a page');
  });
});

describe('an index of texts', () => {
  it('finds each under its number, and nothing else', () => {
    const texts = Array.from({ length: 5000 }, (_, i) => `d${i % 7}/f${i}`);
    const index = createTextIndex((number) => texts[number] ?? '');
    for (const [i, text] of texts.entries()) {
      expect(index.find(text)).toBeUndefined();
      index.add(text, i);
    }
    expect(texts.map((text) => index.find(text))).toEqual(texts.map((_, i) => i));
    expect(index.find('d0/f7 ')).toBeUndefined();
    expect(index.find('')).toBeUndefined();
  });
});

it('a row of numbers grows, and is 0 beyond its end', () => {
  const row = createNumbers(Uint32Array);
  for (let i = 0; i < 1000; i++) row.push(i * i);
  row.set(3, 2 ** 32 - 1);
  expect([row.length(), row.at(3), row.at(999), row.at(1000)]).toEqual([1000, 2 ** 32 - 1, 998_001, 0]);
});
