/** No damage makes a structure check run on: the work for a file is bounded by its size. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Structure } from '../../src/structure/kit/structure.ts';
import { formatOf } from '../../src/structure/structures.ts';
import { mutate } from '../help/mutate.ts';
import { stepsOf } from '../help/steps.ts';
import { standingOf } from './standing.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/garbage/structure');
const MOST_STEPS = { perByte: 8, perFile: 8000 };
const DAMAGED = 16;
const MOST_BYTES = 200_000;

const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((path) => statSync(join(FIXTURES, path)).isFile())
  .flatMap((path) => {
    const raw = readFileSync(join(FIXTURES, path));
    const bytes = (path.endsWith('.gz') ? gunzipSync(raw) : raw).subarray(0, MOST_BYTES);
    const structure = formatOf(bytes);
    return structure?.createCheck === undefined ? [] : [{ path, bytes, structure }];
  });

/** The steps for a file and damaged copies of it, as a share of what they may take. */
function shareOf(structure: Structure, bytes: Buffer): number {
  const copies = [bytes, ...Array.from({ length: DAMAGED }, (_, seed) => mutate(bytes, seed))];
  const steps = stepsOf(() => copies.map((copy) => standingOf(structure, copy)));
  const size = copies.reduce((sum, copy) => sum + copy.length, 0);
  return steps / (size * MOST_STEPS.perByte + copies.length * MOST_STEPS.perFile);
}

it('is tried with files of most formats', () => {
  expect(new Set(files.map(({ structure }) => structure.name)).size).toBeGreaterThan(80);
});

it.each(files)('of $path is bounded, however it is damaged', ({ bytes, structure }) => {
  expect(shareOf(structure, bytes)).toBeLessThan(1);
});
