import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signalExit } from '../../src/engine/run.ts';
import { conclude, createTally } from '../../src/engine/verdict.ts';
import { FINDING_CODES, finding, isFindingCode, type Severity } from '../../src/model/finding.ts';

const SEVERITIES = ['error', 'warning', 'note'] as const;
const RANK = { error: 3, warning: 2, note: 1, nothing: 0 };

describe('the conclusion', () => {
  it.each<
    [
      isUntrusted: boolean,
      isIncomplete: boolean,
      worst: Severity | 'nothing',
      failOn: Severity,
      string,
      number,
    ]
  >([
    [false, false, 'nothing', 'warning', 'sound', 0],
    [false, false, 'note', 'warning', 'sound', 0],
    [false, false, 'note', 'error', 'sound', 0],
    [false, false, 'note', 'note', 'suspect', 1],
    [false, false, 'warning', 'note', 'suspect', 1],
    [false, false, 'warning', 'warning', 'suspect', 1],
    [false, false, 'warning', 'error', 'suspect', 0],
    [false, false, 'error', 'note', 'damaged', 1],
    [false, false, 'error', 'warning', 'damaged', 1],
    [false, false, 'error', 'error', 'damaged', 1],
    [false, true, 'nothing', 'warning', 'incomplete', 3],
    [false, true, 'note', 'warning', 'incomplete', 3],
    [false, true, 'note', 'note', 'suspect', 1],
    [false, true, 'warning', 'error', 'incomplete', 3],
    [false, true, 'warning', 'warning', 'suspect', 1],
    [false, true, 'error', 'error', 'damaged', 1],
    [true, false, 'nothing', 'warning', 'untrusted', 4],
    [true, false, 'error', 'warning', 'untrusted', 4],
    [true, true, 'warning', 'warning', 'untrusted', 4],
    [true, true, 'nothing', 'error', 'untrusted', 4],
  ])(
    'untrusted %s, incomplete %s, worst %s, fail on %s: %s, %i',
    (isUntrusted, isIncomplete, worst, failOn, verdict, exit) => {
      const found = conclude({
        isUntrusted,
        isIncomplete,
        worst: worst === 'nothing' ? undefined : worst,
        failOn,
      });
      expect(found).toEqual({ verdict, exit });
    },
  );

  it('is 4 before 1 before 3 before 0, whatever comes together', () => {
    for (const isUntrusted of [true, false]) {
      for (const isIncomplete of [true, false]) {
        for (const worst of [...SEVERITIES, 'nothing'] as const) {
          for (const failOn of SEVERITIES) {
            const { exit, verdict } = conclude({
              isUntrusted,
              isIncomplete,
              worst: worst === 'nothing' ? undefined : worst,
              failOn,
            });
            const fails = RANK[worst] >= RANK[failOn];
            expect(exit).toBe(isUntrusted ? 4 : fails ? 1 : isIncomplete ? 3 : 0);
            if (exit === 0) expect(['sound', 'suspect']).toContain(verdict);
            if (verdict === 'sound') expect(exit).toBe(0);
          }
        }
      }
    }
  });
});

describe('counting', () => {
  const run = { failOn: 'warning', isIncomplete: false } as const;

  it('counts by code and as a whole', () => {
    const tally = createTally();
    for (const code of ['missing', 'missing', 'special-file'] as const) tally.see(finding(code, 'a'));
    expect(tally.counts).toEqual({ missing: 2, 'special-file': 1 });
    expect(tally.total()).toBe(3);
  });

  it.each(Object.keys(FINDING_CODES).filter(isFindingCode))(
    'one %s makes a run end as its row says',
    (code) => {
      const tally = createTally();
      tally.see(finding(code, 'a'));
      const { subject, severity } = FINDING_CODES[code];
      const isTrusted = subject !== 'manifest' || code === 'weak-manifest';
      const wanted = !isTrusted ? 4 : code === 'denied' ? 3 : severity === 'note' ? 0 : 1;
      expect(tally.conclude(run).exit).toBe(wanted);
    },
  );

  it('takes the severity that a finding has, not that of its code', () => {
    const tally = createTally();
    tally.see(finding('missing', 'a', { severity: 'note' }));
    expect(tally.conclude(run)).toEqual({ verdict: 'sound', exit: 0 });
    tally.see(finding('special-file', 'a', { severity: 'error' }));
    expect(tally.conclude(run)).toEqual({ verdict: 'damaged', exit: 1 });
  });

  it('does not mind the order in which findings come', () => {
    const codes = Object.keys(FINDING_CODES).filter(isFindingCode);
    fc.assert(
      fc.property(
        fc.subarray(codes),
        fc.boolean(),
        fc.constantFrom(...SEVERITIES),
        (some, isIncomplete, failOn) => {
          const [one, other] = [createTally(), createTally()];
          for (const code of some) one.see(finding(code, 'a'));
          for (const code of some.toReversed()) other.see(finding(code, 'b'));
          expect(one.conclude({ failOn, isIncomplete })).toEqual(other.conclude({ failOn, isIncomplete }));
        },
      ),
    );
  });

  it('of nothing is sound, or incomplete where the run was', () => {
    expect(createTally().conclude(run)).toEqual({ verdict: 'sound', exit: 0 });
    expect(createTally().conclude({ ...run, isIncomplete: true })).toEqual({
      verdict: 'incomplete',
      exit: 3,
    });
  });
});

it('a signal has its own exit code', () => {
  expect(signalExit(undefined)).toBeUndefined();
  expect(signalExit(new AbortController().signal)).toBeUndefined();
  expect(signalExit(AbortSignal.abort('SIGINT'))).toBe(130);
  expect(signalExit(AbortSignal.abort('SIGTERM'))).toBe(143);
  expect(signalExit(AbortSignal.abort())).toBe(130);
});
