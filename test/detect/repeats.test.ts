import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { createRepeats } from '../../src/detect/repeats.ts';
import { seededBytes } from '../help/bytes.ts';
import { inWords } from '../help/in-words.ts';
import { proseOf } from '../help/made.ts';
import { surveyed } from './read.ts';

const BLOCK = 4096;

function repeatsOf(bytes: Buffer): { blocks: number; first?: readonly [number, number] } {
  const repeats = createRepeats();
  repeats.begin();
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) repeats.see(bytes, at, at);
  return repeats.found();
}

describe('blocks that repeat earlier ones', () => {
  const block = seededBytes(1, BLOCK);
  const other = seededBytes(2, BLOCK);

  it('count from the third sighting on, and then the second too', () => {
    expect(repeatsOf(Buffer.concat([block, other, block]))).toEqual({ blocks: 0 });
    const bytes = Buffer.concat([block, other, block, block, other, block]);
    expect(repeatsOf(bytes)).toEqual({ blocks: 3, first: [2 * BLOCK, 3 * BLOCK] });
  });

  it('are none where any bit differs', () => {
    const others = Array.from({ length: BLOCK }, (_, at) => {
      const turned = Buffer.from(block);
      turned[at] = (turned[at] ?? 0) ^ (1 << (at & 7));
      return turned;
    });
    expect(repeatsOf(Buffer.concat([block, ...others]))).toEqual({ blocks: 0 });
  });

  it('are none where the highest bits of two words differ', () => {
    const blocks = [4, 8, 12, 16, 20, 32, 64, 128, 512, 2048].map((step) => {
      const turned = Buffer.from(block);
      for (const at of [7, 7 + step]) turned[at] = (turned[at] ?? 0) ^ 0x80;
      return turned;
    });
    expect(repeatsOf(Buffer.concat([block, ...blocks, block]))).toEqual({ blocks: 0 });
  });

  it('are forgotten with the file', () => {
    const repeats = createRepeats();
    for (const count of [3, 10_000]) {
      repeats.begin();
      const many = Array.from({ length: count }, (_, i) => seededBytes(i, 128));
      for (const each of many) repeats.see(Buffer.alloc(BLOCK, each), 0, 0);
      expect(repeats.found()).toEqual({ blocks: 0 });
      for (const each of many.slice(0, 3)) repeats.see(Buffer.alloc(BLOCK, each), 0, BLOCK);
      expect(repeats.found()).toEqual({ blocks: 0 });
    }
    repeats.begin();
    for (const offset of [0, 1, 2]) repeats.see(block, 0, offset);
    expect(repeats.found()).toEqual({ blocks: 2, first: [1, 2] });
  });
});

describe('a file is no repetition', () => {
  it('where its records are wide rows of blanks that differ in a few digits', () => {
    const rows = Array.from({ length: 4000 }, (_, i) => `${i + 1_000_000}\t1\t0\t${' '.repeat(500)}\n`).join(
      '',
    );
    expect(detect(surveyed(Buffer.from(rows)), 'shop.sql')).toBeUndefined();
  });

  it('where its records of 16 bytes have a field that is the same in all', () => {
    const bytes = seededBytes(4, 400_000).map((byte) => byte & 0x1f);
    for (let at = 0; at < bytes.length; at += 16) bytes.fill(7, at, at + 4);
    expect(detect(surveyed(bytes), 'eng.traineddata')).toBeUndefined();
  });

  it('where one line of text is written again and again', () => {
    const line = "INSERT INTO t2 VALUES('abcde\\t \\t fgh     \\n\\n  ', '             sdsdsd',NULL);\n";
    const text = proseOf(500) + line.repeat(4000) + proseOf(100);
    expect(detect(surveyed(Buffer.from(text)), 'strings.result')).toBeUndefined();
  });
});

describe('a file is a repetition', () => {
  it.each([3, 4, 16])('where it is %i times its first 64 KiB', (turns) => {
    const text = Buffer.from(proseOf(4000)).subarray(0, 65_536);
    const bytes = Buffer.concat([...Array.from({ length: turns }, () => text), text.subarray(0, 5000)]);
    expect(detect(surveyed(bytes), 'a.txt')?.code).toMatch(/^(repeated-blocks|constant-filled)$/);
  });

  it('where half of its blocks are one block of machine code', () => {
    const code = seededBytes(5, BLOCK).map((byte) => byte & 0x3f);
    const bytes = Buffer.concat(
      Array.from({ length: 64 }, (_, i) => (i % 4 < 2 ? code : seededBytes(i, BLOCK).map((b) => b & 0x3f))),
    );
    expect(inWords(detect(surveyed(bytes), 'a.foo') ?? {})).toMatchObject({
      code: 'repeated-blocks',
      detail: '31 of 64 blocks repeat earlier ones; the block at 4,096 is repeated at 16,384',
    });
  });
});
