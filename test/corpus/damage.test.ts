import { describe, expect, it } from 'vitest';
import { RANSOMWARE } from './damage/ransomware.js';
import { STORAGE } from './damage/storage.js';
import { dice } from './dice.js';

const KIB = 1024;
const noise = dice('bytes', 1).bytes(2500 * KIB + 13);
const text = Buffer.from('a line of text that ends here, n\u00e4mlich\n'.repeat(20_000), 'latin1');
const ALL = [...RANSOMWARE, ...STORAGE];

function changed({ name, change }: (typeof ALL)[number], bytes: Buffer): Buffer {
  const context = {
    roll: dice(name, 1),
    other: dice('other', 1).bytes(700 * KIB),
    sibling: dice('sibling', 1).bytes(300 * KIB),
    one: Buffer.from('%PDF-1.4'),
  };
  return change(Buffer.from(bytes), context) ?? bytes;
}

it('has every pattern and failure once, and a least share for each that is damage', () => {
  const failures = new Set(STORAGE.map(({ name }) => name.replace(/^(lost\+found|PhotoRec):.*/, '$1')));
  expect(RANSOMWARE).toHaveLength(31);
  expect(failures.size).toBe(28);
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  expect(ALL.filter(({ seen, healthy }) => seen === undefined && healthy !== true)).toEqual([]);
});

describe.each(ALL)('$name', (recipe) => {
  it('changes a file of 2.5 MB and one of text, always to the same bytes', () => {
    for (const bytes of [noise, text]) {
      const result = changed(recipe, bytes);
      expect(result.equals(bytes)).toBe(recipe.healthy === true);
      expect(result.equals(changed(recipe, bytes))).toBe(true);
    }
  });

  it.each([0, 1, 511, 512, 4096, 5000, 66_000])('takes a file of %i bytes', (size) => {
    expect(changed(recipe, noise.subarray(0, size))).toBeInstanceOf(Buffer);
  });
});

it('hits what a pattern says and no more', () => {
  const hit = (name: string): readonly number[] => {
    const recipe = ALL.find((each) => each.name.startsWith(name));
    const result = recipe === undefined ? noise : changed(recipe, noise);
    return Array.from({ length: 16 }, (_, i) => i * 64 * KIB).filter(
      (at) => !result.subarray(at, at + 64 * KIB).equals(noise.subarray(at, at + 64 * KIB)),
    );
  };
  const blocks = (...numbers: readonly number[]) => numbers.map((number) => number * 64 * KIB);
  expect(hit('head 4 KiB (LockBit 2)')).toEqual(blocks(0));
  expect(hit('head 512 KiB')).toEqual(blocks(0, 1, 2, 3, 4, 5, 6, 7));
  expect(hit('64 KiB of each 512 KiB')).toEqual(blocks(0, 8));
  expect(hit('every other 64 KiB, head kept')).toEqual(blocks(1, 3, 5, 7, 9, 11, 13, 15));
  expect(hit('RAID 5: every 4th stripe zero')).toEqual(blocks(1, 5, 9, 13));
  expect(hit('RAID 0')).toEqual(blocks(1, 2));
});
