import { expect, it } from 'vitest';
import { dateInName } from '../../../src/model/dates/name-date.ts';

it.each([
  ['daily-2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['db_20261121', '2026-11-21T00:00:00.000Z'],
  ['db_2026_11_21.sql.gz', '2026-11-21T00:00:00.000Z'],
  ['2026.02.28', '2026-02-28T00:00:00.000Z'],
  ['db-20261121T020304Z', '2026-11-21T02:03:04.000Z'],
  ['db-2026-11-21T02:03:04', '2026-11-21T02:03:04.000Z'],
  ['db-2026-11-21_02-03-04.tar.gz', '2026-11-21T02:03:04.000Z'],
  ['db-2026-11-21 0203', '2026-11-21T02:03:00.000Z'],
  ['db-20261121020304', '2026-11-21T02:03:04.000Z'],
  ['2025-01-01/db-2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('the date in %j is %s', (name, wanted) => {
  const date = dateInName(name);
  expect(date === undefined ? undefined : new Date(date).toISOString()).toBe(wanted);
});

it.each([
  'db',
  'db-1',
  '2026-11',
  '2026-13-01',
  '2026-02-29',
  '2026-04-31',
  '1799-01-01',
  '120261121',
  '2026-1121',
  '',
])('there is none in %j', (name) => {
  expect(dateInName(name)).toBe(undefined);
});
