import { describe, expect, it } from 'vitest';
import { createClassifier, entropyOfBytes, isRandomHead } from '../../src/detect/block-class.ts';
import { seededBytes } from '../help/bytes.ts';

const BLOCK = 4096;

describe('a block that is random to the byte', () => {
  const { isRandom } = createClassifier();

  it('is any of a thousand random ones', () => {
    const bytes = seededBytes(3, 1000 * BLOCK);
    for (let at = 0; at < bytes.length; at += BLOCK) expect(isRandom(bytes, at)).toBe(true);
    for (let at = 0; at < bytes.length; at += BLOCK) expect(isRandomHead(bytes.subarray(at))).toBe(true);
  });

  it.each([2, 3, 4])('is none of samples of %i bytes, whose values are even as a whole', (width) => {
    // Each lane has its own part of the 256 values, and all of them together have each as often.
    const bytes = seededBytes(4, BLOCK).map((byte, i) => Math.floor(((i % width) * 256 + byte) / width));
    expect(isRandom(Buffer.from(bytes), 0)).toBe(false);
  });

  it('is none that is too even, or not even enough', () => {
    expect(isRandom(Buffer.from(Array.from({ length: BLOCK }, (_, i) => i & 0xff)), 0)).toBe(false);
    const uneven = seededBytes(5, BLOCK).map((byte) => (byte < 16 ? 7 : byte));
    expect(isRandom(Buffer.from(uneven), 0)).toBe(false);
    expect(isRandomHead(uneven)).toBe(false);
    expect(isRandomHead(seededBytes(5, BLOCK - 1))).toBe(false);
  });
});

it('the entropy of bytes is that of Shannon', () => {
  expect(entropyOfBytes(Buffer.alloc(0))).toBe(0);
  expect(entropyOfBytes(Buffer.from('aaaa'))).toBe(0);
  expect(entropyOfBytes(Buffer.from('aabb'))).toBe(1);
  expect(entropyOfBytes(Buffer.from(Array.from({ length: 256 }, (_, i) => i)))).toBe(8);
});

it('two classifiers that take turns see what each would see alone', () => {
  const [text, random] = [Buffer.alloc(BLOCK, 'a text, '), seededBytes(9, BLOCK)];
  const alone = [text, random].map((bytes) => {
    const one = createClassifier();
    one.begin(false);
    return { kinds: [0, 1, 2].map((i) => one.classify(bytes, 0, BLOCK, i)), entropy: one.entropy() };
  });
  const both = [text, random].map((bytes) => ({ bytes, classifier: createClassifier(), kinds: [''] }));
  for (const { classifier } of both) classifier.begin(false);
  for (const i of [0, 1, 2])
    for (const { bytes, classifier, kinds } of both) kinds[i] = classifier.classify(bytes, 0, BLOCK, i);
  expect(both.map(({ kinds, classifier }) => ({ kinds, entropy: classifier.entropy() }))).toEqual(alone);
});
