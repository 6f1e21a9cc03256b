import { describe, expect, it } from 'vitest';
import type { EndEvent, Verdict } from '../../src/model/event.ts';
import {
  judgeLast,
  type LastRun,
  type Limits,
  type State,
  worstState,
} from '../../src/report/root-status.ts';

const LIMITS: Limits = { warnAge: 100, critAge: 200 };

function end(verdict: Verdict, more: Partial<EndEvent> = {}): EndEvent {
  const coverage = { files: 5, bytes: 90 };
  return { type: 'end', verdict, exit: 0, files: 10, bytes: 100, counts: {}, seconds: 1, coverage, ...more };
}

describe('the standing of a root', () => {
  it.each<[string, Partial<LastRun>, Partial<Limits>, State]>([
    ['sound', {}, {}, 'OK'],
    ['sound, as old as may be', { age: 100 }, {}, 'OK'],
    ['sound, and old', { age: 101 }, {}, 'WARNING'],
    ['sound, and very old', { age: 201 }, {}, 'CRITICAL'],
    ['suspect', { ending: end('suspect') }, {}, 'WARNING'],
    ['damaged', { ending: end('damaged') }, {}, 'CRITICAL'],
    ['untrusted', { ending: end('untrusted') }, {}, 'CRITICAL'],
    ['incomplete', { ending: end('incomplete') }, {}, 'UNKNOWN'],
    ['incomplete, and old', { ending: end('incomplete'), age: 101 }, {}, 'UNKNOWN'],
    ['incomplete, and very old', { ending: end('incomplete'), age: 201 }, {}, 'CRITICAL'],
    ['killed', { ending: undefined }, {}, 'UNKNOWN'],
    ['sound, and killed since', { isCutOff: true }, {}, 'WARNING'],
    ['damaged, and killed since', { ending: end('damaged'), isCutOff: true }, {}, 'CRITICAL'],
    ['covered enough', {}, { warnCoverage: 0.9, critCoverage: 0.5 }, 'OK'],
    ['covered too little', {}, { warnCoverage: 0.91, critCoverage: 0.5 }, 'WARNING'],
    ['covered far too little', {}, { critCoverage: 0.91 }, 'CRITICAL'],
    ['empty, and to be covered', { ending: end('sound', { bytes: 0 }) }, { critCoverage: 0.1 }, 'UNKNOWN'],
  ])('that is %s', (_, last, limits, wanted) => {
    const all = { ending: end('sound'), age: 5, isCutOff: false, ...last };
    expect(judgeLast(all, { ...LIMITS, ...limits }).state).toBe(wanted);
  });

  it('that was never verified is UNKNOWN', () => {
    expect(judgeLast(undefined, LIMITS).state).toBe('UNKNOWN');
  });
});

it('takes the worst, where damage is worse than not to know', () => {
  expect(worstState([])).toBe('OK');
  expect(worstState(['OK', 'WARNING'])).toBe('WARNING');
  expect(worstState(['UNKNOWN', 'WARNING'])).toBe('UNKNOWN');
  expect(worstState(['CRITICAL', 'UNKNOWN'])).toBe('CRITICAL');
});
