import { describe, expect, it } from 'vitest';
import { NO_TOTALS } from '../../src/engine/judge/totals.ts';
import { type Ledger, openLedger } from '../../src/engine/ledger.ts';
import type { RunOptions } from '../../src/engine/run.ts';
import { finding } from '../../src/model/finding.ts';

const START = Date.UTC(2026, 10, 23, 5, 20);

/** A ledger whose clock goes on by a second each time it is looked at. */
function ledger(options: RunOptions = {}): Ledger {
  let seconds = 0;
  return openLedger(options, {
    now: () => new Date(START + 1000 * seconds++),
    id: 'the-id',
    host: 'db1',
    tool: 'restorable/0.1.0',
  });
}

describe('the ledger of a run', () => {
  it('begins with who, what, where and when', () => {
    expect(ledger().begin('verify', '/srv', [])).toEqual({
      type: 'begin',
      schema: 1,
      tool: 'restorable/0.1.0',
      id: 'the-id',
      command: 'verify',
      root: '/srv',
      host: 'db1',
      startedAt: '2026-11-23T05:20:00.000Z',
      depth: 'normal',
      failOn: 'warning',
      vouchers: [],
    });
  });

  it('ends with what the findings said', () => {
    const run = ledger();
    expect(run.record([finding('missing', 'a'), finding('unexpected', 'b')])).toMatchObject([
      { type: 'finding', code: 'missing', path: 'a' },
      { type: 'finding', code: 'unexpected', path: 'b' },
    ]);
    const totals = { ...NO_TOTALS, files: 3, bytes: 30, coveredFiles: 2, coveredBytes: 20 };
    expect(run.exit(totals)).toBe(1);
    expect(run.end(totals, { promised: 4, held: 3 })).toEqual({
      type: 'end',
      verdict: 'damaged',
      exit: 1,
      files: 3,
      bytes: 30,
      counts: { missing: 1, unexpected: 1 },
      seconds: 1,
      coverage: { files: 2, bytes: 20 },
      promised: 4,
      held: 3,
    });
  });

  it('has taken no time less than none where the clock was set back', () => {
    const times = [START, START - 5000];
    const context = {
      now: () => new Date(times.shift() ?? START),
      id: 'the-id',
      host: 'db1',
      tool: 'restorable/0.1.0',
    };
    expect(openLedger({}, context).end(NO_TOTALS, {}).seconds).toBe(0);
  });

  it('is incomplete where something was not done', () => {
    expect(ledger().end({ ...NO_TOTALS, undone: 1 }, {})).toMatchObject({ verdict: 'incomplete', exit: 3 });
    expect(ledger().end(NO_TOTALS, {})).toMatchObject({ verdict: 'sound', exit: 0 });
    expect(ledger({ failOn: 'error' }).end(NO_TOTALS, {})).not.toHaveProperty('interrupted');
  });

  it('has the exit code of the signal that stopped the run, and of the findings before', () => {
    const run = ledger({ signal: AbortSignal.abort('SIGTERM') });
    expect(run.isStopped()).toBe(true);
    expect(run.exit(NO_TOTALS)).toBe(3);
    expect(run.end(NO_TOTALS, {})).toMatchObject({ verdict: 'incomplete', exit: 143, interrupted: true });
  });

  it('tells progress with the findings that wait', () => {
    const run = ledger();
    run.record([finding('missing', 'a')]);
    const totals = { ...NO_TOTALS, files: 3, bytes: 30, lastPath: 'caf\xc3\xa9' };
    expect(run.progress(totals, { bytes: 45, totalFiles: 9, waiting: 2 })).toEqual({
      type: 'progress',
      files: 3,
      bytes: 45,
      totalFiles: 9,
      findings: 3,
      seconds: 1,
      path: 'caf\u00e9',
    });
  });

  it('fails on what it is told to fail on', () => {
    const warned = (failOn: 'error' | 'warning'): number => {
      const run = ledger({ failOn });
      run.record([finding('unexpected', 'a')]);
      return run.exit(NO_TOTALS);
    };
    expect([warned('error'), warned('warning')]).toEqual([0, 1]);
  });

  it('knows which paths were reported as gone or with an error', () => {
    const run = ledger();
    run.record([finding('missing', 'gone'), finding('zero-filled', 'zeros'), finding('unexpected', 'new')]);
    run.record([finding('moved', 'old'), finding('missing', 'noted', { severity: 'note' })]);
    const reported = ['gone', 'zeros', 'new', 'old', 'noted', 'other'].filter((path) => run.isReported(path));
    expect(reported).toEqual(['gone', 'zeros', 'old', 'noted']);
  });

  it('counts findings as they are reworded', () => {
    const context = { now: () => new Date(START), id: 'the-id', host: 'db1', tool: 'restorable/0.1.0' };
    const run = openLedger({}, context, { reword: ({ path }) => finding('removed', path) });
    expect(run.record([finding('missing', 'a')])).toMatchObject([{ code: 'removed', severity: 'note' }]);
    expect([run.count('missing'), run.count('removed'), run.exit(NO_TOTALS)]).toEqual([0, 1, 0]);
  });
});
