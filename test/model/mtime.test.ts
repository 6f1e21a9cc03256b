import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../../src/model/mtime.ts';

const DATES = { min: new Date('0100-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z') };

it('says the date of a modification time as Date does', () => {
  fc.assert(
    fc.property(fc.date({ ...DATES, noInvalidDate: true }), (date) => {
      expect(isoTime(`${Math.floor(date.getTime() / 1000)}.000000000`)).toBe(
        new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString(),
      );
    }),
  );
  expect(isoTime('1795409983.170223676')).toBe('2026-11-23T04:59:43.170Z');
  expect(isoTime('0.000000000')).toBe('1970-01-01T00:00:00.000Z');
  expect(isoTime('951782400.000000000')).toBe('2000-02-29T00:00:00.000Z');
});

it.each(['x', 'NaN', '1e300', '-1e300', '99999999999999.0', '-99999999999.0'])(
  'knows no date of %j',
  (mtime) => {
    expect(isoTime(mtime)).toBeUndefined();
  },
);
