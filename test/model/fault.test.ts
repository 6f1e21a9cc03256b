import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCode, Fault } from '../../src/model/fault.ts';

it('says what, how to exit, what next and why', () => {
  const cause = new Error('deep');
  const fault = new Fault(4, 'what', 'next', cause);
  expect(fault).toMatchObject({ exit: 4, message: 'what', hint: 'next', cause, name: 'Fault' });
  expect(new Fault(2, 'what', 'next')).not.toHaveProperty('cause');
});

it('knows the code of a system error, and of nothing else', () => {
  let thrown: unknown;
  try {
    statSync('/nowhere/at/all');
  } catch (error) {
    thrown = error;
  }
  expect(errorCode(thrown)).toBe('ENOENT');
  const byNumber = (errno: number): Error => Object.assign(new Error('odd'), { code: 'UNKNOWN', errno });
  expect(errorCode(byNumber(-122))).toBe('EDQUOT');
  expect(errorCode(byNumber(-999))).toBe('errno 999');
  expect(errorCode(new Error('plain'))).toBeUndefined();
  expect(errorCode({ code: 'EACCES' })).toBeUndefined();
  expect(errorCode(Object.assign(new Error('odd'), { code: 5 }))).toBeUndefined();
});
