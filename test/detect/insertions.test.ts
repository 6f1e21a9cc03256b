import { describe, expect, it } from 'vitest';
import { foreignNoise, insertions, lostHead, lostTail, strayRecord } from '../../src/detect/insertions.ts';
import type { ByteRange, Content, ForeignRange, RecognisedFormat } from '../../src/model/content.ts';
import { surveyed } from './read.ts';

const KIB = 1024;
const ELF: RecognisedFormat = { name: 'elf', traits: ['paged'], extensions: [] };
const WAV: RecognisedFormat = { name: 'wav', traits: [], extensions: ['wav'] };
const JPEG: RecognisedFormat = { name: 'jpeg', traits: ['dense'], extensions: ['jpg'] };
const MP4: RecognisedFormat = { name: 'isobmff', traits: ['dense'], extensions: ['mp4'] };
const SQLITE: RecognisedFormat = { name: 'sqlite', traits: ['paged'], extensions: [] };
const SIZE = 400 * KIB;

function stretch(start: number, end: number, before = 60, after = 60): ForeignRange {
  return { start, end, before, after, first: '' };
}

function content(some: Partial<Content>): Content {
  return { ...surveyed(Buffer.alloc(0)), size: SIZE, ...some };
}

function elf(plain: readonly ByteRange[], parts: readonly ByteRange[], some: Partial<Content>): Content {
  return content({ format: ELF, verdict: { is: 'sound', plain, parts }, ...some });
}

describe('zeros inside a file', () => {
  const found = (some: Partial<Content>): readonly ByteRange[] => {
    const all = content(some);
    return insertions(all, all.holes);
  };
  const hole = stretch(8192, 12_288);

  it('are foreign where what stands around them is alive', () => {
    expect(found({ holes: [hole] })).toEqual([hole]);
    expect(found({ holes: [stretch(8192, 12_288, 5, 60)] })).toEqual([]);
    expect(found({ holes: [stretch(8192, 12_288, 60, 5)] })).toEqual([]);
    expect(found({ holes: [stretch(0, 4096), stretch(SIZE - 4096, SIZE)] })).toEqual([]);
  });

  it('are foreign to dense formats where what stands around them is dense', () => {
    expect(found({ format: MP4, holes: [hole] })).toEqual([]);
    expect(found({ format: MP4, holes: [stretch(512, 1024, 150, 160)] })).toHaveLength(1);
    expect(found({ format: JPEG, holes: [hole] })).toHaveLength(1);
  });

  it('are foreign wherever they fill a stripe of 64 KiB', () => {
    const stripe = stretch(64 * KIB, 128 * KIB, 1, 1);
    expect(found({ holes: [stripe] })).toHaveLength(1);
    expect(found({ format: MP4, holes: [stripe] })).toHaveLength(1);
    expect(found({ format: SQLITE, holes: [stripe] })).toEqual([]);
    expect(found({ holes: [stretch(64 * KIB, 127 * KIB, 1, 1)] })).toEqual([]);
  });

  it('of a program are foreign in its code, and in a section with sharp borders, but not between sections', () => {
    const code = { start: 4096, end: 40_000 };
    const data = { start: 45_056, end: 90_000 };
    const run = { start: 8192, end: 8704 };
    const at = (some: Partial<Content>): readonly ByteRange[] => {
      const all = elf([code], [code, data], some);
      return insertions(all, all.holes);
    };
    expect(at({ zeroRuns: [run] })).toEqual([run]);
    expect(at({ zeroRuns: [{ start: 40_448, end: 45_056 }] })).toEqual([]);
    expect(at({ holes: [stretch(40_448, 45_056)] })).toEqual([]);
    expect(at({ holes: [stretch(49_152, 53_248)] })).toHaveLength(1);
  });
});

it('a record of NTFS is astray in media', () => {
  const marks = [{ at: 4096, word: 'FILE' }];
  expect(strayRecord(content({ marks, format: JPEG }), true)).toEqual(marks[0]);
  expect(strayRecord(content({ marks, format: WAV }), true)).toEqual(marks[0]);
  expect(
    strayRecord(content({ marks, format: { name: '7z', traits: ['dense'], extensions: [] } }), true),
  ).toBeUndefined();
  expect(strayRecord(content({ marks }), true)).toBeUndefined();
  expect(strayRecord(content({ format: JPEG }), true)).toBeUndefined();
});

describe('random blocks', () => {
  const blocks = { Z: 0, C: 0, T: 0, R: 1, H: 0, B: 99 };
  const sharp = stretch(40_960, 45_056);

  it('stand out of a file whose other blocks are not', () => {
    expect(foreignNoise(content({ blocks, noise: [sharp] }))).toEqual([sharp]);
    expect(foreignNoise(content({ blocks: { ...blocks, H: 20, B: 79 }, noise: [sharp] }))).toEqual([]);
    expect(foreignNoise(content({ blocks, noise: [stretch(40_960, 45_056, 160, 60)] }))).toEqual([]);
    expect(foreignNoise(content({ blocks, noise: [stretch(40_960, 45_056, 60, 160)] }))).toEqual([]);
    expect(foreignNoise(content({ blocks, noise: [stretch(40_960, 45_056, 60, 1)] }))).toEqual([]);
    expect(foreignNoise(content({ blocks, noise: [sharp], format: MP4 }))).toEqual([]);
    expect(foreignNoise(content({ blocks, noise: [sharp], format: SQLITE }))).toEqual([]);
  });

  it('stand out at the head of a file of no known format, whatever follows, and only there', () => {
    const mixed = { ...blocks, H: 20, B: 79 };
    const dense = { ...blocks, H: 99, B: 0 };
    for (const each of [mixed, dense]) {
      for (const end of [4096, 8192]) {
        for (const after of [60, 160])
          expect(foreignNoise(content({ blocks: each, noise: [stretch(0, end, 0, after)] }))).toHaveLength(1);
      }
      expect(foreignNoise(content({ blocks: each, noise: [stretch(4096, 8192, 60, 60)] }))).toEqual([]);
    }
  });

  it('do not stand out where most of the file is random', () => {
    expect(
      foreignNoise(content({ blocks: { ...blocks, R: 60, B: 40 }, noise: [stretch(4096, 244 * KIB)] })),
    ).toEqual([]);
  });

  it('stand out of sound where one of their borders is sharp', () => {
    const loud = { ...blocks, H: 99, B: 0 };
    const at = (before: number, after: number): readonly ByteRange[] =>
      foreignNoise(content({ format: WAV, blocks: loud, noise: [stretch(40_960, 45_056, before, after)] }));
    expect(at(140, 150)).toHaveLength(1);
    expect(at(150, 5)).toHaveLength(1);
    expect(at(150, 150)).toEqual([]);
  });

  it('stand out of the code of a program, but not of its tables', () => {
    const noise = [sharp];
    const code = { start: 36_864, end: 81_920 };
    expect(foreignNoise(elf([code], [code], { blocks, noise }))).toHaveLength(1);
    expect(foreignNoise(elf([{ start: 36_864, end: 45_000 }], [code], { blocks, noise }))).toEqual([]);
    expect(foreignNoise(elf([code], [code], { blocks, noise: [stretch(40_960, 45_056, 7, 60)] }))).toEqual(
      [],
    );
    expect(foreignNoise(elf([code], [code], { blocks, noise: [stretch(40_960, 45_056, 60, 110)] }))).toEqual(
      [],
    );
  });
});

describe('zeros at an end of a file', () => {
  const blocks = { Z: 1, C: 0, T: 0, R: 0, H: 0, B: 99 };
  const zeroRuns = [{ start: 0, end: 4096 }];

  it('are a lost head where no format is known or wanted', () => {
    expect(lostHead(content({ blocks, zeroRuns }))).toEqual({ start: 0, end: 4096 });
    expect(lostHead(content({ blocks, zeroRuns, demanded: [WAV] }))).toBeUndefined();
    expect(lostHead(content({ blocks, zeroRuns, format: WAV }))).toBeUndefined();
    expect(lostHead(content({ blocks, zeroRuns: [{ start: 0, end: 3584 }] }))).toBeUndefined();
    expect(lostHead(content({ blocks: { ...blocks, Z: 60 }, zeroRuns }))).toBeUndefined();
    expect(lostHead(content({ blocks, zeroRuns, size: 12_288 }))).toBeUndefined();
    expect(lostHead(content({ blocks }))).toBeUndefined();
  });

  it('are a lost tail of a quarter, from a page on', () => {
    const tail = (zerosAtEnd: number, before = 60, format?: RecognisedFormat): ByteRange | undefined => {
      const holes = [stretch(SIZE - zerosAtEnd, SIZE, before, 0)];
      return lostTail(content({ zerosAtEnd, holes, ...(format === undefined ? {} : { format }) }));
    };
    expect(tail(100 * KIB)).toMatchObject({ start: 300 * KIB, end: SIZE });
    expect(tail(100 * KIB, 60, WAV)).toMatchObject({ start: 300 * KIB, end: SIZE });
    expect(tail(96 * KIB)).toBeUndefined();
    expect(tail(100 * KIB + 512)).toBeUndefined();
    expect(tail(100 * KIB, 3)).toBeUndefined();
    expect(tail(100 * KIB, 60, SQLITE)).toBeUndefined();
    expect(lostTail(content({ zerosAtEnd: 100 * KIB }))).toBeUndefined();
  });
});
