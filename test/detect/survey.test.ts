import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodOf } from '../../src/detect/period.ts';
import { createSurvey } from '../../src/detect/survey.ts';
import type { BlockClass, ByteRange, Depth } from '../../src/model/content.ts';
import { noise } from '../hash/stream.ts';
import { seededBytes } from '../help/bytes.ts';
import { surveyed } from './read.ts';

const BLOCK = 4096;
const TEXT = Buffer.from(
  Array.from(
    { length: 900 },
    (_, i) => `${i} times the best, ${i * 7919} times the worst\t\x1b[1m\u00e9\r\n`,
  ).join(''),
);

/** The bytes of a block that classes and entropy are taken from: one sector of eight by turns, all of a short block. */
function sampleOf(bytes: Uint8Array, block: number): Uint8Array {
  const start = block * BLOCK;
  if (bytes.length < start + BLOCK) return bytes.subarray(start);
  const sector = start + ((block * 5) % 8) * 512;
  return bytes.subarray(sector, sector + 512);
}

function blocksOf(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / BLOCK);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * BLOCK, (i + 1) * BLOCK));
}

function countsOf(sample: Uint8Array): number[] {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts;
}

function entropyOf(counts: readonly number[]): number {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.reduce((sum, n) => (n === 0 ? sum : sum - (n / total) * Math.log2(n / total)), 0);
}

function naiveEntropy(bytes: Uint8Array): number {
  const counts = Array.from({ length: 256 }, () => 0);
  blocksOf(bytes).forEach((_, i) => {
    countsOf(sampleOf(bytes, i)).forEach((n, byte) => {
      counts[byte] = (counts[byte] ?? 0) + n;
    });
  });
  return entropyOf(counts);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function classOf(bytes: Uint8Array, block: number, isFillSoFar: boolean): BlockClass {
  const whole = bytes.subarray(block * BLOCK, (block + 1) * BLOCK);
  const sample = sampleOf(bytes, block);
  const counts = countsOf(sample);
  if (isZero(whole)) return 'Z';
  if (isFillSoFar || (whole.length === BLOCK && periodOf(Buffer.from(whole), 0, BLOCK) > 0)) return 'C';
  if (sample.every((byte) => (byte >= 32 && byte !== 127) || [9, 10, 12, 13, 27].includes(byte))) return 'T';
  if (sample.length < 512) return 'B';
  const chi = counts.reduce((sum, n) => sum + (n - 2) ** 2 / 2, 0);
  const hasNul = whole.length < BLOCK || whole.includes(0);
  if (sample.length === 512 && chi >= 162 && chi <= 377 && hasNul) return 'R';
  return entropyOf(counts) > 7.2 ? 'H' : 'B';
}

function naiveBlocks(bytes: Uint8Array): Record<BlockClass, number> {
  const found: Record<BlockClass, number> = { Z: 0, C: 0, T: 0, R: 0, H: 0, B: 0 };
  const period = periodOf(Buffer.from(bytes), 0, Math.min(BLOCK, bytes.length));
  blocksOf(bytes).forEach((block, i) => {
    const before = Buffer.from(bytes.subarray(0, i * BLOCK + block.length));
    const isFill = period > 0 && before.every((byte, at) => at < period || byte === before[at - period]);
    found[classOf(bytes, i, isFill)] += 1;
  });
  return found;
}

function naiveRuns(bytes: Uint8Array): ByteRange[] {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < bytes.length; start += 512) {
    const end = Math.min(start + 512, bytes.length);
    if (!isZero(bytes.subarray(start, end))) continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}

const someLength = fc.oneof(
  fc.integer({ min: 1, max: 700 }),
  fc.integer({ min: 1, max: 24 }).map((n) => n * 512),
  fc.integer({ min: 1, max: 9000 }),
);
const someStretch = fc.oneof(
  someLength.map((length) => Buffer.alloc(length)),
  someLength.map((length) => TEXT.subarray(length, 2 * length)),
  fc.tuple(someLength, fc.nat()).map(([length, seed]) => Buffer.from(noise(length, seed))),
  fc
    .tuple(someLength, fc.nat())
    .map(([length, seed]) => Buffer.from(noise(length, seed).map((byte) => byte & 0x9f))),
  fc
    .tuple(someLength, fc.uint8Array({ minLength: 1, maxLength: 66 }))
    .map(([length, pattern]) => Buffer.alloc(length, pattern)),
);
const someFile = fc.array(someStretch, { maxLength: 6 }).map((stretches) => Buffer.concat(stretches));
const someSizes = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.constantFrom(1, 511, 512, 4095, 4096, 65_536)),
  {
    minLength: 1,
    maxLength: 4,
  },
);

describe('a survey', () => {
  it('says the same wherever the chunks are cut, and whatever it saw before', () => {
    const used = createSurvey();
    fc.assert(
      fc.property(someFile, someSizes, (bytes, sizes) => {
        const { head, tail, ...parted } = surveyed(bytes, sizes, used);
        const { head: wantedHead, tail: wantedTail, ...whole } = surveyed(bytes);
        expect(parted).toEqual(whole);
        expect(Buffer.compare(head, wantedHead)).toBe(0);
        expect(Buffer.compare(tail, wantedTail)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('says what a naive count says', () => {
    fc.assert(
      fc.property(someFile, (bytes) => {
        const content = surveyed(bytes);
        const runs = naiveRuns(bytes);
        expect(content.size).toBe(bytes.length);
        expect(content.blocks).toEqual(naiveBlocks(bytes));
        expect(content.zeroRuns).toEqual(runs.filter((run) => run.end - run.start >= 512));
        expect(content.longestZeroRun).toBe(Math.max(0, ...runs.map((run) => run.end - run.start)));
        expect(content.entropy).toBeCloseTo(naiveEntropy(bytes), 9);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the first and the last 64 KiB', () => {
    for (const size of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001]) {
      const bytes = Buffer.from(noise(size, size + 1));
      for (const sizes of [[262_144], [1000], [65_536], [70_000, 3], [65_535, 65_537]]) {
        const { head, tail } = surveyed(bytes, sizes);
        expect(Buffer.compare(head, bytes.subarray(0, 65_536))).toBe(0);
        expect(Buffer.compare(tail, bytes.subarray(Math.max(0, size - 65_536)))).toBe(0);
      }
    }
  });

  it('of nothing has nothing', () => {
    expect(surveyed(Buffer.alloc(0))).toMatchObject({
      size: 0,
      blocks: { Z: 0, C: 0, T: 0, R: 0, H: 0, B: 0 },
      entropy: 0,
      zeroRuns: [],
      longestZeroRun: 0,
    });
  });
});

describe('the class of a block', () => {
  it.each([
    ['Z', Buffer.alloc(40_960), 10],
    ['C', Buffer.alloc(40_960, 0xf6), 10],
    ['C', Buffer.alloc(40_960, 'abcdefg'), 10],
    ['T', TEXT.subarray(0, 40_960), 10],
    ['H', Buffer.from(Array.from({ length: 40_960 }, (_, i) => (i * 7) & 0xff)), 10],
    ['B', Buffer.from(noise(40_960).map((byte) => byte & 0x0f)), 10],
  ] as const)('is %s', (name, bytes, count) => {
    expect(surveyed(bytes).blocks[name]).toBe(count);
  });

  it('is R for random bytes, all but one in a million', () => {
    const { blocks, entropy } = surveyed(randomBytes(4096 * 2000));
    expect(blocks.R).toBeGreaterThanOrEqual(1998);
    expect(entropy).toBeGreaterThan(7.99);
  });
});

describe('the zeros of a file', () => {
  it('are told to the sector, at both ends of the grid', () => {
    const bytes = Buffer.alloc(20_000, 'x');
    bytes.fill(0, 512, 1024);
    bytes.fill(0, 4000, 5000);
    bytes.fill(0, 7680, 12_800);
    bytes.fill(0, 19_968, 20_000);
    const { zeroRuns, longestZeroRun } = surveyed(bytes, [777]);
    expect(zeroRuns).toEqual([
      { start: 512, end: 1024 },
      { start: 4096, end: 4608 },
      { start: 7680, end: 12_800 },
    ]);
    expect(longestZeroRun).toBe(5120);
  });

  it('are told 256 times at most, and the longest of all', () => {
    const bytes = Buffer.alloc(512 * 700, 'x');
    for (let sector = 0; sector < 600; sector += 2) bytes.fill(0, sector * 512, (sector + 1) * 512);
    bytes.fill(0, 512 * 650, 512 * 660);
    const { zeroRuns, longestZeroRun } = surveyed(bytes);
    expect(zeroRuns).toHaveLength(256);
    expect(zeroRuns.at(-1)).toEqual({ start: 512 * 510, end: 512 * 511 });
    expect(longestZeroRun).toBe(5120);
  });

  it('are all of it where it is shorter than a sector', () => {
    expect(surveyed(Buffer.alloc(100))).toMatchObject({ zeroRuns: [], longestZeroRun: 100 });
  });
});

describe('the period of a file', () => {
  it.each([1, 2, 3, 7, 12, 48, 63, 64])('of %i is seen over any border', (period) => {
    const pattern = Buffer.from(Array.from({ length: period }, (_, i) => i + 1));
    for (const length of [2 * period, 4095, 4096, 4097, 8192, 30_001]) {
      if (length < 2 * period) continue;
      const bytes = Buffer.alloc(length, pattern);
      for (const sizes of [[262_144], [1], [1000, 7]]) expect(surveyed(bytes, sizes).period).toBe(period);
    }
  });

  it('is none where one byte is another, wherever it is', () => {
    for (const at of [0, 1, 4095, 4096, 9999, 19_999]) {
      const bytes = Buffer.alloc(20_000, 'abc');
      bytes[at] = 0x7a;
      expect(surveyed(bytes, [3000])).not.toHaveProperty('period');
    }
    const turned = Buffer.concat([Buffer.alloc(4096, 'abc'), Buffer.alloc(4096, 'abc')]);
    expect(surveyed(turned)).not.toHaveProperty('period');
  });

  it.each([65, 100, 4096, 10_000, 40_000, 65_400, 65_536])('of %i is seen from four turns on', (period) => {
    const pattern = Buffer.from(noise(period, period));
    for (const [turns, wanted] of [
      [4, period],
      [4.5, period],
      [3.9, undefined],
    ] as const) {
      const bytes = Buffer.alloc(Math.ceil(turns * period), pattern);
      for (const sizes of [[262_144], [1000, 7], [65_536], [65_537, 1]])
        expect(surveyed(bytes, sizes).period).toBe(wanted);
    }
    const turned = Buffer.alloc(5 * period, pattern);
    turned[5 * period - 1] = (pattern[period - 1] ?? 0) ^ 1;
    expect(surveyed(turned, [3000])).not.toHaveProperty('period');
  });

  it('is not mistaken where the first bytes come again inside of a turn', () => {
    const turn = Buffer.concat([
      Buffer.alloc(300, 'a'),
      Buffer.from('b'),
      Buffer.alloc(100, 'a'),
      Buffer.from('c'),
    ]);
    expect(surveyed(Buffer.alloc(20 * turn.length, turn)).period).toBe(turn.length);
  });
});

describe('a stretch with sharp borders', () => {
  const grain = (length: number, seed: number): Buffer =>
    Buffer.from(noise(length, seed).map((byte) => 1 + (byte & 0x3f)));
  const cut = [[262_144], [4096], [1], [511, 3], [4097, 255], [100_000]] as const;

  it.each([
    [4096, 8192, 0, 0],
    [512, 1024, 0, 0],
    [8192, 12_288, 8, 8],
    [65_536, 131_072, 1, 0],
    [65_536, 131_072, 64, 64],
  ])('of zeros from %i to %i is told', (start, end, before, after) => {
    const bytes = grain(200_000, 3);
    bytes.fill(0, start - before, end + after);
    for (const sizes of cut) {
      const { holes, zerosAtEnd } = surveyed(bytes, sizes);
      expect(holes).toEqual([
        { start, end, before: expect.any(Number), after: expect.any(Number), first: '0'.repeat(32) },
      ]);
      expect(zerosAtEnd).toBe(0);
      for (const hole of holes) {
        expect(hole.before).toBe(new Set(bytes.subarray(start - 256, start)).size);
        expect(hole.after).toBe(new Set(bytes.subarray(end, end + 256)).size);
      }
    }
  });

  it.each([
    [4096, 8192, 9, 0],
    [4096, 8192, 0, 9],
    [512, 1024, 1, 0],
    [512, 1024, 0, 1],
    [512, 4096, 1, 0],
    [4096, 65_536, 0, 9],
    [65_536, 131_072, 0, 65],
    [65_536, 131_072, 65, 0],
  ])('is none where zeros go on before %i or behind %i', (start, end, before, after) => {
    const bytes = grain(200_000, 3);
    bytes.fill(0, start - before, end + after);
    for (const sizes of cut) expect(surveyed(bytes, sizes).holes).toEqual([]);
  });

  it('of zeros may begin or end the file', () => {
    const bytes = grain(20_000, 4);
    bytes.fill(0, 0, 4096);
    bytes.fill(0, 16_384);
    for (const sizes of cut) {
      const { holes, zerosAtEnd } = surveyed(bytes, sizes);
      expect(holes.map(({ start, end }) => [start, end])).toEqual([
        [0, 4096],
        [16_384, 20_000],
      ]);
      expect(zerosAtEnd).toBe(20_000 - 16_384);
    }
  });

  it.each(['BAD-SECTOR ', '\xf6', '\xde\xad\xbe\xef', '0123456789abcdef'])(
    'of the pattern %j is told',
    (pattern) => {
      const bytes = grain(20_000, 5);
      bytes.fill(Buffer.from(pattern, 'latin1'), 8192, 12_288);
      const first = Buffer.alloc(16, pattern, 'latin1').toString('hex');
      for (const sizes of cut)
        expect(surveyed(bytes, sizes).fills).toEqual([
          { start: 8192, end: 12_288, before: expect.any(Number), after: expect.any(Number), first },
        ]);
    },
  );

  it('of a pattern is told where the letter beside it happens to be one of it', () => {
    const bytes = grain(20_000, 5);
    bytes.fill('BAD-SECTOR ', 8192, 12_288, 'latin1');
    bytes.write(' ', 8191);
    bytes.write(Buffer.alloc(4097, 'BAD-SECTOR ').toString('latin1', 4096), 12_288);
    for (const sizes of cut) expect(surveyed(bytes, sizes).fills).toHaveLength(1);
  });

  it('is no pattern where a line repeats itself between lines much like it', () => {
    const line = (zone: string): string => `        "NZ${zone}",\n`;
    const lines = (zone: string, count: number): string => line(zone).repeat(count);
    for (let shift = 0; shift < 17; shift++) {
      const text = 'x'.repeat(shift) + lines('DT', 300) + lines('ST', 220) + lines('DT', 300);
      expect(surveyed(Buffer.from(text)).fills).toEqual([]);
    }
  });

  it('is no pattern where that goes on', () => {
    for (const [from, to] of [
      [8191, 12_288],
      [8192, 12_289],
    ]) {
      const bytes = grain(20_000, 5);
      bytes.fill(0xf6, from, to);
      expect(surveyed(bytes).fills).toEqual([]);
    }
  });

  it('of random bytes is told with what stands around it', () => {
    const bytes = grain(100_000, 6);
    bytes.set(seededBytes(9, 8192), 16_384);
    bytes.set(seededBytes(10, 9000), 50_000);
    for (const sizes of cut) {
      const [sharp, other] = surveyed(bytes, sizes).noise;
      expect(sharp).toMatchObject({ start: 16_384, end: 24_576 });
      expect(sharp?.before).toBeLessThan(80);
      expect(sharp?.after).toBeLessThan(80);
      expect(other?.before).toBeGreaterThan(140);
    }
  });

  it('is a record of NTFS, with its update sequence', () => {
    const bytes = grain(20_000, 7);
    bytes.write('FILE0\0\x03\0', 4096, 'latin1');
    bytes.write('INDX(\0\x09\0', 8192, 'latin1');
    bytes.write('FILE0', 12_288, 'latin1');
    for (const sizes of cut)
      expect(surveyed(bytes, sizes).marks).toEqual([
        { at: 4096, word: 'FILE' },
        { at: 8192, word: 'INDX' },
      ]);
  });
});

describe('at the depth deep', () => {
  it('every byte counts for the entropy and the classes', () => {
    const bytes = Buffer.alloc(BLOCK, 'x');
    bytes.fill(1, 512, 600);
    const naive = (depth: Depth): number => surveyed(bytes, [262_144], createSurvey(), depth).blocks.T;
    expect([naive('normal'), naive('deep')]).toEqual([1, 0]);
    const whole = surveyed(Buffer.from(noise(40_000)), [262_144], createSurvey(), 'deep');
    expect(whole.entropy).toBeCloseTo(entropyOf(countsOf(noise(40_000))), 9);
  });
});
