/**
 * What the real tools compress comes out byte for byte, at every level: small inputs made of a few literals and matches, for
 * it is blocks with a few sequences that use the predefined tables of zstd.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { gzip } from '../../src/structure/archive/gzip.ts';
import { lz4 } from '../../src/structure/archive/lz4/lz4.ts';
import { zip } from '../../src/structure/archive/zip/zip.ts';
import { zstd } from '../../src/structure/archive/zstd/zstd.ts';
import type { Structure } from '../../src/structure/kit/structure.ts';
import { seededBytes } from '../help/bytes.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { standingOf, unpackedOf } from '../structure/standing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const scratch = makeScratch();
const PER_CALL = 80;

/** One literal run and the match that follows it; the distance is a power of what there is before it. */
type Sequence = { readonly literals: number; readonly length: number; readonly distance: number };

/** A length of up to 2^bits, with every number of bits as likely as the others. */
function someLength(bits: number): fc.Arbitrary<number> {
  return fc
    .tuple(fc.integer({ min: 0, max: bits }), fc.double({ min: 1, max: 2, noNaN: true }))
    .map(([power, factor]) => Math.floor(2 ** power * factor) - 1);
}

const someSequence = (bits: number): fc.Arbitrary<Sequence> =>
  fc.record({
    literals: someLength(bits),
    length: someLength(bits).map((length) => length + 3),
    distance: fc.double({ min: 0, max: 1, noNaN: true }),
  });

/** Mostly short, with now and then a run as long as a block. */
const someInput: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.integer({ min: 1, max: 1e6 }),
    fc.oneof(
      { weight: 6, arbitrary: fc.array(someSequence(6), { maxLength: 24 }) },
      { weight: 2, arbitrary: fc.array(someSequence(11), { minLength: 1, maxLength: 12 }) },
      { weight: 1, arbitrary: fc.array(someSequence(16), { minLength: 1, maxLength: 4 }) },
    ),
  )
  .map(([seed, sequences]) => bytesOf(seed, sequences));

/** The bytes that the sequences make, of literals that look random. */
function bytesOf(seed: number, sequences: readonly Sequence[]): Buffer {
  const size = sequences.reduce((sum, { literals, length }) => sum + literals + length, 0);
  const bytes = seededBytes(seed, size);
  let to = 0;
  for (const { literals, length, distance } of sequences) {
    to += literals;
    const from = to - Math.floor(to ** distance);
    for (let i = 0; i < length; i++) bytes[to + i] = bytes[from + i] ?? 0;
    to += length;
  }
  return bytes;
}

/** Writes inputs to a new directory, as files named by their number. */
function inputsIn(seed: number, count = PER_CALL): { readonly folder: string; readonly inputs: Buffer[] } {
  const folder = mkdtempSync(join(scratch, 'inputs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const inputs = fc.sample(someInput, { seed, numRuns: count });
  for (const [i, bytes] of inputs.entries()) writeFileSync(join(folder, `${i}`), bytes);
  return { folder, inputs };
}

/** The inputs whose compressed file does not come out as the tool had it, by number. */
function wrong(structure: Structure, inputs: readonly Buffer[], fileOf: (i: number) => string): number[] {
  return inputs.flatMap((bytes, i) => {
    const { out, is } = unpackedOf(structure, readFileSync(fileOf(i)));
    return is === 'proven' && out.equals(bytes) ? [] : [i];
  });
}

describe.skipIf(!needs('zstd'))('zstd', () => {
  const fast = [7, 5, 3, 1].map((level) => `--fast=${level}`);
  const levels = [...fast, ...Array.from({ length: 22 }, (_, i) => `-${i + 1}`)];

  it.each(levels.map((level, i) => [level, i] as const))('of level %s comes out', (level, seed) => {
    const { folder, inputs } = inputsIn(seed);
    execFileSync('zstd', ['-q', '--check', '--ultra', level, '-r', folder]);
    expect(wrong(zstd, inputs, (i) => join(folder, `${i}.zst`))).toEqual([]);
  });

  it('comes out of frames in a row, with neither size nor window in common', () => {
    const { folder, inputs } = inputsIn(100);
    const frames = inputs.map((input, i) =>
      execFileSync('zstd', ['-q', '--check', `-${(i % 19) + 1}`, '-c'], { input, cwd: folder }),
    );
    const { out, is } = unpackedOf(zstd, Buffer.concat(frames));
    expect({ is, isSame: out.equals(Buffer.concat(inputs)) }).toEqual({ is: 'proven', isSame: true });
  });

  it.each([17, 18, 19, 20, 21, 22, 23, 24, 25, 26])('comes out where a match is 2^%d bytes away', (bits) => {
    const literals = seededBytes(bits, 5000);
    const input = Buffer.concat([literals, Buffer.alloc(2 ** bits), literals, Buffer.from('end')]);
    const file = execFileSync('zstd', ['-q', '--check', '-3', '--long=27', '-c'], {
      input,
      maxBuffer: 2 ** 20,
    });
    const { out, is } = unpackedOf(zstd, file);
    expect({ is, isSame: out.equals(input) }).toEqual({ is: 'proven', isSame: true });
    expect(file.length).toBeLessThan(2 ** (bits - 10) + 6000);
  });
});

describe.skipIf(!needs('lz4'))('lz4', () => {
  const options = ['--fast=9', ...Array.from({ length: 12 }, (_, i) => `-${i + 1}`)];
  const blocks = ['-B4', '-BD', '-BX', '-B5D'];

  it.each(options.map((option, i) => [option, blocks[i % 4] ?? '', i] as const))(
    'of %s %s comes out',
    (option, block, seed) => {
      const { folder, inputs } = inputsIn(200 + seed);
      execFileSync('lz4', ['-q', '-m', option, block, ...inputs.map((_, i) => `${i}`)], { cwd: folder });
      expect(wrong(lz4, inputs, (i) => join(folder, `${i}.lz4`))).toEqual([]);
    },
  );
});

describe.skipIf(!needs('gzip'))('gzip', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('of level %d comes out', (level) => {
    const { folder, inputs } = inputsIn(300 + level);
    execFileSync('gzip', ['-q', `-${level}`, '-k', '-r', folder]);
    expect(wrong(gzip, inputs, (i) => join(folder, `${i}.gz`))).toEqual([]);
  });
});

describe.skipIf(!needs('zip'))('zip', () => {
  it.each([0, 1, 6, 9])('of level %d comes out, member by member', (level) => {
    const { folder, inputs } = inputsIn(400 + level);
    const names = inputs.map((_, i) => `${i}`);
    execFileSync('zip', ['-q', `-${level}`, 'all.zip', ...names], { cwd: folder });
    const members = new Map<string, Buffer[]>();
    const { is } = standingOf(zip, readFileSync(join(folder, 'all.zip')), [100_000], {
      depth: 'deep',
      nest: (path) => {
        const chunks: Buffer[] = [];
        members.set(path, chunks);
        return { update: (chunk) => void chunks.push(Buffer.from(chunk)), end: () => ({ is: 'unknown' }) };
      },
    });
    expect(is).toBe('proven');
    const isSame = (name: string, i: number): boolean =>
      Buffer.concat(members.get(name) ?? []).equals(inputs[i] ?? Buffer.alloc(1));
    expect([...members.keys()]).toEqual(names);
    expect(names.filter((name, i) => !isSame(name, i))).toEqual([]);
  });
});
