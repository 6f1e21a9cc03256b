import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultEvent, faultOfRun } from '../../../src/cli/journal/fault-event.ts';
import { Fault } from '../../../src/model/fault.ts';

const AT = new Date('2026-11-23T05:20:00.000Z');
const context = { now: () => AT, id: 'an-id', host: 'db1', tool: 'restorable/0.1.0' };

describe('the event of a fault', () => {
  it('has the run, the moment, and what the fault says', () => {
    const fault = new Fault(2, '/srv: no such file or directory', 'mount it');
    expect(faultEvent(fault, { command: 'verify', root: '/srv', context })).toEqual({
      type: 'fault',
      tool: 'restorable/0.1.0',
      id: 'an-id',
      command: 'verify',
      root: '/srv',
      host: 'db1',
      at: '2026-11-23T05:20:00.000Z',
      exit: 2,
      message: '/srv: no such file or directory',
      hint: 'mount it',
    });
  });
});

describe('the fault of an error', () => {
  it('is the fault itself', () => {
    const fault = new Fault(4, 'not to be trusted', 'seal it');
    expect(faultOfRun(fault)).toBe(fault);
  });

  it('is one of the system with its path, and no bug', () => {
    const thrown = (): unknown => {
      try {
        return readFileSync('/nowhere/at/all');
      } catch (error) {
        return error;
      }
    };
    expect(faultOfRun(thrown())).toMatchObject({
      exit: 3,
      message: '/nowhere/at/all: cannot be opened (ENOENT)',
    });
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['thrown text', 'thrown text'],
  ])('is a bug that ends with 3 where it is %s', (error, why) => {
    expect(faultOfRun(error)).toMatchObject({ exit: 3, message: `this is a bug: ${why}`, cause: error });
  });
});
