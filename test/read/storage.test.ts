import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { laneCount } from '../../src/read/storage.ts';

it('gives a place whose disk it cannot know as many lanes as there are cores', () => {
  expect(laneCount('/proc')).toBe(availableParallelism());
  expect(laneCount('/nowhere/at/all')).toBe(availableParallelism());
});

it('gives any other place one lane, or as many', () => {
  for (const place of ['/', import.meta.dirname, '/tmp'])
    expect([1, availableParallelism()]).toContain(laneCount(place));
});
