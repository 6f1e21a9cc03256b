import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../src/model/finding.ts';
import { keepWorst, worstFirst } from '../../src/report/top-findings.ts';
import { stepsOf } from '../help/steps.ts';
import { found } from './events.ts';

/** From the worst to the least: errors about many files, warnings about many, errors, warnings, notes. */
const CODES: readonly FindingCode[] = [
  'mass-loss',
  'flooded-directory',
  'missing',
  'unexpected',
  'special-file',
];

describe('the worst findings', () => {
  it('are kept up to a limit, of one rank the first, in the order in which they came', () => {
    const some = fc.array(fc.constantFrom(...CODES), { maxLength: 60 });
    fc.assert(
      fc.property(some, fc.nat(20), (codes, limit) => {
        const events = codes.map((code, i) => found(code, String(i)));
        const worst = keepWorst(limit);
        for (const event of events) worst.see(event);
        const wanted = new Set(
          events
            .map((event, i) => ({ event, i }))
            .toSorted((a, b) => CODES.indexOf(a.event.code) - CODES.indexOf(b.event.code) || a.i - b.i)
            .slice(0, limit)
            .map(({ event }) => event),
        );
        expect(worst.shown).toEqual(events.filter((event) => wanted.has(event)));
        expect(worstFirst(worst.shown)).toEqual([...wanted]);
      }),
      { numRuns: 500 },
    );
  });

  it('are kept with a few steps for each where ever worse ones come', () => {
    const worst = keepWorst(20_000);
    const events = CODES.toReversed().flatMap((code) =>
      Array.from({ length: 40_000 }, (_, i) => found(code, String(i))),
    );
    const steps = stepsOf(() => {
      for (const event of events) worst.see(event);
    });
    expect(steps / events.length).toBeLessThan(25);
    expect(worst.shown).toHaveLength(20_000);
    expect(new Set(worst.shown.map((event) => event.code))).toEqual(new Set(['mass-loss']));
  });
});
