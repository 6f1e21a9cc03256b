import { describe, expect, it } from 'vitest';
import { createNumbers } from '../../src/flow/numbers.ts';
import { createPackedSet } from '../../src/flow/packed-set.ts';
import { createPackedTexts } from '../../src/flow/packed-texts.ts';
import { createTextIndex } from '../../src/flow/text-index.ts';

/** Texts of many lengths, from none to as many bytes as a page has, so that pages are filled to all ends. */
const TEXTS = [
  '',
  'a',
  '\xff\0\n',
  ...Array.from({ length: 3000 }, (_, i) => `${i}`.padEnd((i * 37) % 1500, 'x')),
  'y'.repeat(1 << 20),
  '',
  '',
  'w'.repeat(1 << 20),
  'w'.repeat(1 << 20),
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
    const full = createPackedTexts('latin1');
    for (const text of ['v'.repeat(1 << 20), '', 'after']) full.push(text);
    expect([1, 2].map((i) => full.at(i))).toEqual(['', 'after']);
  });

  it('of hex digits are the same in lower case', () => {
    const packed = createPackedTexts('hex');
    const digests = ['', '00', 'deadbeef', 'ff'.repeat(64)];
    for (const digest of digests) packed.push(digest);
    expect(digests.map((_, i) => packed.at(i))).toEqual(digests);
  });

  it('may be longer than a page', () => {
    const packed = createPackedTexts('latin1');
    const texts = ['before', 'x'.repeat((1 << 20) + 1), 'after', 'y'.repeat(5 << 20)];
    for (const text of texts) packed.push(text);
    expect(texts.map((_, i) => packed.at(i))).toEqual(texts);
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

it('a packed set has what was added, once or twice', () => {
  const set = createPackedSet();
  for (const text of ['a', 'b', 'a', 'x'.repeat(3 << 20)]) set.add(text);
  expect(['a', 'b', 'x'.repeat(3 << 20), 'c', ''].map((text) => set.has(text))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

it('a row of numbers grows, and is 0 beyond its end', () => {
  const row = createNumbers(Uint32Array);
  for (let i = 0; i < 1000; i++) row.push(i * i);
  row.set(3, 2 ** 32 - 1);
  expect([row.length(), row.at(3), row.at(999), row.at(1000)]).toEqual([1000, 2 ** 32 - 1, 998_001, 0]);
});
