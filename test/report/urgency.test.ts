import { describe, expect, it } from 'vitest';
import { ALL_CODES, FINDING_CODES } from '../../src/model/finding.ts';
import { advising, byUrgency, isAlarm } from '../../src/report/urgency.ts';

describe('the order of codes in every report', () => {
  it('has what is about the whole run first, then directories, then errors, warnings and notes', () => {
    const counts = {
      unexpected: 13,
      added: 90,
      missing: 12,
      corrupt: 1,
      'flooded-directory': 1,
      'garbage-directory': 1,
      'mass-change': 1,
      'mass-loss': 1,
      'manifest-damaged': 1,
      'empty-root': 1,
      'ransom-trace': 2,
    };
    expect(byUrgency(counts).map(({ code }) => code)).toEqual([
      'ransom-trace',
      'empty-root',
      'manifest-damaged',
      'mass-loss',
      'mass-change',
      'garbage-directory',
      'flooded-directory',
      'missing',
      'corrupt',
      'unexpected',
      'added',
    ]);
  });

  it('leaves out codes that were not found', () => {
    expect(byUrgency({ missing: 0, corrupt: 2 })).toEqual([{ code: 'corrupt', count: 2 }]);
  });
});

describe('advice', () => {
  it('that takes a finding for a change that was meant is not given beside an alarm', () => {
    for (const code of ALL_CODES) {
      expect(advising([code])(code)).toBe(
        isAlarm(code) && FINDING_CODES[code].isForCalm ? undefined : FINDING_CODES[code].advice,
      );
      const besideRansom = advising(['ransom-trace', code])(code);
      expect(besideRansom).toBe(FINDING_CODES[code].isForCalm ? undefined : FINDING_CODES[code].advice);
      expect(besideRansom ?? '').not.toMatch(/seal (?:it|the tree|again)|remove it/);
    }
  });
});
