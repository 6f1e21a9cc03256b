import { expect, it } from 'vitest';
import { stopwatch } from '../../src/flow/stopwatch.ts';

it('goes on where the clock is set back', () => {
  const times = [1500, 1800, 300, 400, 1000];
  const passed = stopwatch(1000, () => times.shift() ?? 0);
  expect([1, 2, 3, 4, 5].map(() => passed())).toEqual([500, 800, 800, 900, 1500]);
});
