import { describe, expect, test } from 'vitest';
import { dice } from './dice.js';
import { MUTATIONS, mutated } from './mutations.js';

const KIB = 1024;
const bytes = dice('bytes', 1).bytes(700 * KIB);
const text = Buffer.from('a line of text that ends here\n'.repeat(20_000));
const others = { sibling: dice('sibling', 1).bytes(300 * KIB), stranger: Buffer.from('of another kind') };
const NAMES = Object.keys(MUTATIONS);

describe.each(NAMES)('%s', (mutation) => {
  test.each([
    ['random', bytes],
    ['text', text],
  ])('gives the same for the same name and seed, and leaves %s bytes as they were', (_, original) => {
    const before = Buffer.from(original);
    const first = mutated(mutation, original, 'a', 1, others);
    const second = mutated(mutation, original, 'a', 1, others);
    expect(original.equals(before)).toBe(true);
    expect(first?.bytes.equals(second?.bytes ?? Buffer.from('none'))).toBe(
      first === undefined ? undefined : true,
    );
    expect(first?.bytes.equals(original)).not.toBe(true);
  });

  test('applies to a file of 700 KiB', () => {
    const original = mutation === 'cut at a line end' ? text : bytes;
    expect(mutated(mutation, original, 'a', 1, others)?.bytes.equals(original)).toBe(false);
  });

  test.each([0, 1, 511, 512, 4096, 5000])('takes a file of %i bytes', (size) => {
    const short = bytes.subarray(0, size);
    expect(mutated(mutation, short, 'a', 1, others)?.bytes.equals(short)).not.toBe(true);
  });
});

test('what changes nothing is no mutation', () => {
  expect(mutated('all zero', Buffer.alloc(9000), 'a', 1)).toBeUndefined();
  expect(mutated('64 KiB of another file', bytes, 'a', 1)).toBeUndefined();
});

test('another seed and another name give other bytes', () => {
  const [one, two, three] = [
    mutated('all random', bytes, 'a', 1),
    mutated('all random', bytes, 'a', 2),
    mutated('all random', bytes, 'b', 1),
  ];
  expect(one?.bytes.equals(two?.bytes ?? bytes)).toBe(false);
  expect(one?.bytes.equals(three?.bytes ?? bytes)).toBe(false);
});

test('a hole lies where it should: on its own grid, neither first nor last', () => {
  const holed = mutated('4-KiB hole', bytes, 'a', 3)?.bytes ?? bytes;
  const differing = Array.from({ length: bytes.length / 4096 }, (_, i) => i).filter(
    (i) => !holed.subarray(i * 4096, (i + 1) * 4096).equals(bytes.subarray(i * 4096, (i + 1) * 4096)),
  );
  expect(differing).toHaveLength(1);
  expect(differing[0]).toBeGreaterThan(0);
  expect(differing[0]).toBeLessThan(174);
});

test('only what is renamed gets another name', () => {
  const renamed = NAMES.filter(
    (name) => (mutated(name, bytes, 'a.png', 1, others)?.name ?? 'a.png') !== 'a.png',
  );
  expect(renamed).toEqual(['all random, renamed']);
});
