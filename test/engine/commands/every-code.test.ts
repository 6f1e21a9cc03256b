import { describe, expect, it } from 'vitest';
import { selectAcceptable } from '../../../src/engine/commands/acceptance.ts';
import { asGeneration } from '../../../src/engine/commands/compare-wording.ts';
import { ALL_CODES, FINDING_CODES, finding } from '../../../src/model/finding.ts';

describe.each(ALL_CODES)('%s', (code) => {
  it('is accepted never, only by its name, or as a change, as the table says', () => {
    const one = finding(code, 'a', { severity: 'error' });
    const isTaken = (codes: readonly (typeof code)[]): boolean => {
      const { chosen, left, overall } = selectAcceptable([one], { paths: undefined, codes });
      const isLeft = left.length + overall.length > 0;
      // A finding about a directory is of no path: accepted, it is in none of the three.
      return chosen.length > 0 || !isLeft;
    };
    const { accept } = FINDING_CODES[code];
    expect([isTaken([]), isTaken([code])]).toEqual([accept === 'as a change', accept !== 'never']);
  });

  it('is in compare what the table says, and never worse than in verify', () => {
    const { compare, severity } = FINDING_CODES[code];
    const told = asGeneration(finding(code, 'a'), true);
    const wanted = compare === 'as in verify' ? { code, severity } : compare;
    expect({ code: told.code, severity: told.severity }).toEqual(wanted);
    expect(FINDING_CODES[told.code].bytes).toBe(FINDING_CODES[code].bytes);
  });
});
