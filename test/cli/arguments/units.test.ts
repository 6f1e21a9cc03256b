import { describe, expect, it } from 'vitest';
import {
  parseCount,
  parseDuration,
  parsePercent,
  parsePositive,
  parseSize,
} from '../../../src/cli/arguments/units.ts';

it.each([
  ['0', 0],
  ['500', 500],
  ['500B', 500],
  ['10k', 10_000],
  ['10 MB', 10_000_000],
  ['1.5G', 1_500_000_000],
  ['10MiB', 10_485_760],
  ['1TiB', 2 ** 40],
])('the size %s is %i bytes', (text, wanted) => {
  expect(parseSize(text)).toBe(wanted);
});

it.each([
  ['90s', 90_000],
  ['26h', 93_600_000],
  ['1d12h', 129_600_000],
  ['1.5h', 5_400_000],
  ['2w', 1_209_600_000],
])('the duration %s is %i ms', (text, wanted) => {
  expect(parseDuration(text)).toBe(wanted);
});

it.each([
  ['20%', 0.2],
  ['20', 0.2],
  ['0%', 0],
  ['100%', 1],
])('the share %s is %d', (text, wanted) => {
  expect(parsePercent(text)).toBe(wanted);
});

it.each([
  ['0', 0],
  ['50', 50],
  ['999999999999', 999_999_999_999],
])('the count %s is %i', (text, wanted) => {
  expect(parseCount(text)).toBe(wanted);
});

it('takes numbers from 1 on where none would be nothing', () => {
  expect(parsePositive('1')).toBe(1);
  expect(() => parsePositive('0')).toThrow('Must be a whole number, at least 1');
});

describe('what is none', () => {
  it.each(['', '-1', '1.5', '1k', '0x10', '1e3', '1000000000000'])('count %j', (text) => {
    expect(() => parseCount(text)).toThrow('Must be a whole number');
    expect(() => parsePositive(text)).toThrow('Must be a whole number');
  });
  it.each(['', 'x', '-1', '10X', '1.2.3M', 'iB', '10i', '9999999P'])('size %j', (text) => {
    expect(() => parseSize(text)).toThrow('Must be a size');
  });
  it.each(['', '26', 'h', '-1h', '1h x', '1y', '1h30', '26H', '999999999999999w'])('duration %j', (text) => {
    expect(() => parseDuration(text)).toThrow('Must be a duration');
  });
  it.each(['', '-1%', '101%', 'half'])('share %j', (text) => {
    expect(() => parsePercent(text)).toThrow('Must be a percentage');
  });
});
