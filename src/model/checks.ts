/** Checks of what was parsed and came from outside, by which a value is known to have what its type says. */
import { isRecord } from './record.ts';

/** Whether a value is as wanted. */
export type Check = (value: unknown) => boolean;

/** A text of any length. */
export const text: Check = (value) => typeof value === 'string';

/** A finite number that is not negative. */
export const count: Check = (value) => typeof value === 'number' && value >= 0 && value <= Number.MAX_VALUE;

/** True or false. */
export const bool: Check = (value) => typeof value === 'boolean';

/** What may be left out. */
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** One of some values. */
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

/** A list of which each item passes. */
export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** An object with any keys of which each value passes. */
export const recordOf =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(check);

/** An object of which some fields pass; others may be anything. */
export const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(checks).every(([name, check]) => check(value[name]));

/** What passes all of some checks. */
export const both =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.every((check) => check(value));
