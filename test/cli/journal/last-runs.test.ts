import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lastRuns } from '../../../src/cli/journal/last-runs.ts';
import { judgeLast, type RootStatus } from '../../../src/report/root-status.ts';
import { makeScratch } from '../../help/scratch.ts';
import { begin, end } from '../../report/events.ts';

const scratch = makeScratch();
const ROOT = '/srv/backup';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY_S = 86_400;

afterEach(() => void vi.unstubAllEnvs());

/** Makes a state directory for the test, and returns the directory of its journals. */
function makeJournals(): string {
  const state = mkdtempSync(join(scratch, 'state-'));
  vi.stubEnv('XDG_STATE_HOME', state);
  const journals = join(state, 'restorable', 'journal');
  mkdirSync(journals, { recursive: true });
  return journals;
}

/** Records a run that began at some hour of the day of `NOW`, and ended or not. */
function record(
  journals: string,
  hour: string,
  more: Parameters<typeof begin>[0],
  ...ending: object[]
): void {
  const events = [begin({ startedAt: `2026-11-23T${hour}:00:00.000Z`, ...more }), ...ending];
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  writeFileSync(join(journals, `20261123T${hour}0000.000Z-verify-000000${hour}.jsonl`), text);
}

const statusOf = (root = ROOT): RootStatus =>
  judgeLast(lastRuns([], NOW).found.get(root), { warnAge: DAY_S, critAge: 2 * DAY_S });

describe('the last run of a root', () => {
  it('is the one that was killed where there is no other: UNKNOWN, with its age', () => {
    record(makeJournals(), '02', {});
    expect(lastRuns([ROOT], NOW).found.get(ROOT)).toMatchObject({
      ending: undefined,
      age: 36_000,
      isCutOff: false,
    });
    expect(statusOf()).toMatchObject({ state: 'UNKNOWN', age: 36_000 });
    expect(statusOf().said).toContain('cut off');
  });

  it('is the last that ended, with a warning where a later one was killed', () => {
    const journals = makeJournals();
    record(journals, '02', {}, end({ seconds: 3600 }));
    expect(statusOf()).toMatchObject({ state: 'OK', age: 32_400 });
    record(journals, '03', {});
    expect(statusOf()).toMatchObject({ state: 'WARNING', age: 32_400 });
    record(journals, '04', {}, end());
    expect(statusOf().state).toBe('OK');
  });

  it('is of that root, and not of a list of its paths', () => {
    const journals = makeJournals();
    record(journals, '02', {}, end({ seconds: 0 }));
    record(journals, '03', { root: '/srv/other' });
    record(journals, '04', { filesFrom: 3 }, end({ seconds: 0 }));
    expect(statusOf()).toMatchObject({ state: 'OK', age: 36_000 });
    expect(statusOf('/srv/other')).toMatchObject({ state: 'UNKNOWN' });
    expect(statusOf('/srv/third').said).toContain('no recorded run');
  });
});

describe('a journal that cannot be read', () => {
  const damage = (journals: string, hour: string): void =>
    writeFileSync(join(journals, `20261123T${hour}0000.000Z-verify-000000${hour}.jsonl`), 'torn\n');

  it('leaves every root in doubt that no newer run is about, and names itself', () => {
    const journals = makeJournals();
    record(journals, '02', {}, end({ seconds: 0 }));
    record(journals, '03', { root: '/srv/other' }, end({ seconds: 0 }));
    damage(journals, '04');
    record(journals, '05', { root: '/srv/third' }, end({ seconds: 0 }));
    for (const root of [ROOT, '/srv/other'])
      expect(lastRuns([], NOW).found.get(root)?.doubt).toMatch(
        /^a later journal has no whole first line: verify again, or remove .*20261123T040000/,
      );
    expect(lastRuns([], NOW).found.get('/srv/third')?.doubt).toBeUndefined();
  });

  it('is no doubt where a newer run is, whatever came before it', () => {
    const journals = makeJournals();
    record(journals, '02', {}, end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }));
    damage(journals, '03');
    record(journals, '04', { command: 'scan' }, end({ seconds: 0 }));
    expect(lastRuns([], NOW).found.get(ROOT)?.doubt).toBeUndefined();
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
  });
});

describe('a weaker run', () => {
  const damaged = end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } });

  it.each<[string, Parameters<typeof begin>[0]]>([
    ['a scan', { command: 'scan' }],
    ['one that leaves more out', { scope: { exclude: ['*.tmp'] } }],
    ['one of a single file system', { scope: { oneFileSystem: true } }],
    ['one that expects more to be encrypted', { scope: { expectEncrypted: ['*.hc'] } }],
    ['one that expects more to be one fill', { scope: { expectZero: ['*.hgt'] } }],
    ['one that uses one voucher alone', { scope: { voucher: 'bagit' } }],
    ['one that fails for errors alone', { failOn: 'error' }],
    ['one by samples', { depth: 'quick' }],
    ['one of listed paths', { filesFrom: 3 }],
  ])('clears no alarm: %s', (_, more) => {
    const journals = makeJournals();
    record(journals, '02', {}, damaged);
    record(journals, '05', more, end());
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
    record(journals, '06', {}, end());
    expect(statusOf()).toMatchObject({ state: 'OK' });
  });

  it('is one through the page cache, after one past it', () => {
    const journals = makeJournals();
    record(journals, '02', { scope: { uncached: true } }, damaged);
    record(journals, '05', {}, end());
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
    record(journals, '06', { scope: { uncached: true } }, end({ throughCache: 0 }));
    expect(statusOf()).toMatchObject({ state: 'OK' });
    expect(statusOf().said).toContain('past the page cache');
  });

  it('is one that read a part, until all was read since', () => {
    const journals = makeJournals();
    const spread = {
      files: 9,
      bytes: 90,
      provenFiles: 4,
      provenBytes: 40,
      since: '2026-11-23T03:00:00.000Z',
    };
    const oldest = (hour: number): object => ({
      spread: { ...spread, provenFiles: 9, provenBytes: 90, oldest: `2026-11-23T0${hour}:00:00.000Z` },
    });
    const part = { scope: { spread: { coverMs: 1000 } } };
    record(journals, '02', {}, damaged);
    record(journals, '03', part, end({ spread: { ...spread, oldest: '2026-11-23T03:00:00.000Z' } }));
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
    record(journals, '04', part, end(oldest(1)));
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
    record(journals, '05', part, end(oldest(3)));
    expect(statusOf()).toMatchObject({ state: 'OK', coverage: 1 });
  });

  it('is one that read a part and does not know what an earlier one found', () => {
    const journals = makeJournals();
    const spread = (hour: string): object => ({
      spread: {
        files: 9,
        bytes: 90,
        provenFiles: 4,
        provenBytes: 40,
        since: `2026-11-23T${hour}:00:00.000Z`,
      },
    });
    const part = { scope: { spread: { coverMs: 1000 } } };
    record(journals, '03', part, { ...damaged, ...spread('03') });
    // What was kept is lost, so that nobody knows what has to be read again.
    record(journals, '04', part, end(spread('04')));
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
    record(journals, '05', part, end(spread('03')));
    expect(statusOf()).toMatchObject({ state: 'OK', coverage: 4 / 9 });
    record(journals, '06', {}, damaged);
    record(journals, '07', {}, end({ resumed: { since: '2026-11-23T05:30:00.000Z', files: 1, bytes: 1 } }));
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
    record(journals, '08', {}, end({ resumed: { since: '2026-11-23T07:59:59.500Z', files: 1, bytes: 1 } }));
    expect(statusOf()).toMatchObject({ state: 'OK' });
  });

  it.each<[string, object[]]>([
    ['was interrupted', [end({ interrupted: true, verdict: 'incomplete', exit: 130 })]],
    ['could not read everything', [end({ verdict: 'incomplete', exit: 3 })]],
  ])('is one that %s', (_, ending) => {
    const journals = makeJournals();
    record(journals, '02', {}, damaged);
    record(journals, '05', {}, ...ending);
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
  });

  it.each<[string, Parameters<typeof begin>[0]]>([
    ['a scan', { command: 'scan' }],
    ['one of listed paths', { filesFrom: 3 }],
    ['one that leaves something out', { scope: { exclude: ['*.tmp'] } }],
  ])('raises an alarm: %s', (_, more) => {
    const journals = makeJournals();
    record(journals, '02', {}, end());
    record(journals, '05', more, damaged);
    expect(statusOf()).toMatchObject({ state: 'CRITICAL' });
  });

  it('is cleared by one that is as strong, whatever is said about order and names', () => {
    const journals = makeJournals();
    record(journals, '02', { scope: { exclude: ['a', 'b'] }, depth: 'quick', failOn: 'error' }, damaged);
    record(journals, '03', { command: 'scan', scope: { exclude: ['b'] } }, damaged);
    record(journals, '05', { scope: { exclude: ['b'] } }, end());
    expect(statusOf()).toMatchObject({ state: 'OK' });
  });

  it('is told of, and so is what the run that counts left out', () => {
    const journals = makeJournals();
    record(journals, '02', { scope: { exclude: ['*.tmp'] } }, damaged);
    record(journals, '05', { command: 'scan' }, end());
    expect(statusOf().said).toContain(
      'the scan of 2026-11-23T05:00:00.000Z looked at less and clears nothing',
    );
    expect(statusOf().said).toContain('scope: without *.tmp');
  });

  it('makes the root no younger than its last comparison', () => {
    const journals = makeJournals();
    record(journals, '02', {}, end({ seconds: 0 }));
    record(journals, '11', { command: 'scan' }, end({ seconds: 0 }));
    expect(statusOf()).toMatchObject({ state: 'OK', age: 36_000 });
  });
});
