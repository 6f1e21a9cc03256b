import type { BytePath } from '../path.ts';

/** A day, with its time where there is one: 2026-01-31, 2026/01/31, 20260131T2359, 31.01.2026, 2026_01_31_23_59_59. */
const DATE =
  /(?<!\d)(?:(?:19|20)\d\d([-_./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])([-_.])(?:0[1-9]|1[0-2])\2(?:19|20)\d\d)(?:[-_T.@ ]?\d\d[-_:.h]?\d\d(?:[-_:.m]?\d\d)?Z?)?(?!\d)/g;

/** What stands for a date. */
export const DATE_MARK = '<date>';

/** Returns a name or a path with every date in it replaced by a mark, so that the files of a series have one name. */
export function withoutDates(name: BytePath): string {
  return name.replace(DATE, DATE_MARK);
}
