import { describe, expect, it } from 'vitest';
import {
  byUrgencyOfProof,
  costOf,
  neededUnits,
  paceOf,
  quotaOf,
  type Unit,
} from '../../../src/engine/proofs/schedule.ts';

const DAY = 86_400_000;
const START = Date.parse('2030-01-01T02:00:00Z');

/** Units of all sizes, known since the start. */
function someUnits(count: number): Unit[] {
  return Array.from({ length: count }, (_, place) => ({
    key: `${place}`,
    files: 1 + ((place * 7) % 300),
    bytes: place % 97 === 0 ? 900_000_000 : (place * 7919) % 40_000_000,
    length: 1000,
    place,
    proof: { is: 'new', at: START / 1000 },
  }));
}

/** Runs on some days of many; returns the longest time that a unit was not read, and the most and the mean share of a run. */
function simulate(
  units: Unit[],
  coverDays: number,
  days: readonly number[],
): { longest: number; most: number; mean: number } {
  const coverMs = coverDays * DAY;
  const shares: number[] = [];
  const runs: number[] = [];
  let [longest, credit] = [0, 0];
  for (const day of days) {
    const now = START + day * DAY;
    runs.push(now);
    const pace = paceOf(runs, coverMs);
    const needed = neededUnits(byUrgencyOfProof(units), { coverMs, pace, credit, now });
    credit = Math.max(0, credit + costOf(needed) - quotaOf(units, pace, coverMs));
    shares.push(costOf(needed) / costOf(units));
    for (const unit of needed) {
      longest = Math.max(longest, now / 1000 - unit.proof.at);
      unit.proof = { is: 'proven', at: now / 1000, stamp: '' };
    }
  }
  const last = START / 1000 + (days.at(-1) ?? 0) * 86_400;
  for (const { proof } of units) longest = Math.max(longest, last - proof.at);
  const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
  return { longest: longest / 86_400, most: Math.max(...shares), mean };
}

const DAYS = Array.from({ length: 200 }, (_, day) => day);

describe('a schedule that promises to read everything in a time', () => {
  it.each([
    ['each night', DAYS, 30],
    ['on weekdays', DAYS.filter((day) => day % 7 < 5), 14],
    ['twice a week', DAYS.filter((day) => day % 7 === 1 || day % 7 === 4), 30],
    ['once a week', DAYS.filter((day) => day % 7 === 0), 30],
    ['three times a day', DAYS.slice(0, 50).flatMap((day) => [day, day + 0.3, day + 0.7]), 7],
  ])('keeps it, %s', (_, days, cover) => {
    for (const count of [1, 10, 1000]) {
      const { longest, most, mean } = simulate(someUnits(count), cover, days);
      expect(longest).toBeLessThanOrEqual(cover);
      // About a quarter more is read than has to be.
      const gap = (days.at(-1) ?? 0) / (days.length - 1);
      expect(mean).toBeLessThan((1.6 * gap) / cover + 2 / days.length);
      if (count === 1000) expect(most).toBeLessThan((5 * gap) / cover + 0.01);
    }
  });

  it('reads all that is due after an outage, and then goes on as before', () => {
    const days = DAYS.filter((day) => day < 40 || day > 80);
    const { longest } = simulate(someUnits(100), 30, days);
    expect(longest).toBeLessThan(30 + 42);
    const units = someUnits(100);
    simulate(units, 30, days);
    expect(simulate(units, 30, [201, 202, 203]).most).toBeLessThan(0.5);
  });

  it('knows when there are too few runs', () => {
    expect(paceOf([0, 40 * DAY, 80 * DAY], 30 * DAY).isTooRare).toBe(true);
    expect(paceOf([0, DAY, 60 * DAY, 61 * DAY], 30 * DAY)).toMatchObject({ isTooRare: false, mean: DAY });
    expect(paceOf([0], 30 * DAY)).toEqual({ mean: DAY, longest: DAY, isTooRare: false });
  });
});
