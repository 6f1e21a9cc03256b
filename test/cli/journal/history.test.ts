import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyBeside, historyOf } from '../../../src/cli/journal/history.ts';
import { makeScratch } from '../../help/scratch.ts';
import { begin, end } from '../../report/events.ts';

const scratch = makeScratch();
const QUERY = {
  command: 'verify',
  host: 'db1',
  roots: ['/srv/backup'],
  until: new Date('2026-11-30T00:00:00Z'),
};

/** Writes a journal of November 2026; returns the file. */
function record(directory: string, day: number, ...events: readonly object[]): string {
  const file = join(directory, `202611${day}T020000.000Z-verify-000000${day}.jsonl`);
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return file;
}

const beginOn = (day: number, more = {}): object =>
  begin({ startedAt: `2026-11-${day}T02:00:00.000Z`, ...more });

describe('the history of a root', () => {
  it.each([
    ['all', 1000, 1000, 1],
    ['a quarter', 1000, 250, 0.25],
    ['nothing', 1000, 0, 0],
    ['more than was read', 1000, 2000, 1],
    ['nothing of nothing', 0, 0, 0],
  ])('has the share of the bytes that was checked against a digest: %s', (_, bytes, covered, share) => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    record(directory, 20, beginOn(20), end({ bytes, coverage: { files: 1, bytes: covered } }));
    expect(historyOf(directory, QUERY).history).toMatchObject([{ bytes, covered: share }]);
  });

  it('has what each run found, the oldest first, and only runs that ended and were of the whole root', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    record(
      directory,
      22,
      beginOn(22),
      end({ verdict: 'damaged', exit: 1, counts: { corrupt: 2, missing: 3 } }),
    );
    record(directory, 21, beginOn(21), end({ files: 7 }));
    record(directory, 23, beginOn(23));
    record(directory, 24, beginOn(24), end({ filesFrom: 3 }));
    record(directory, 25, beginOn(25, { host: 'another' }), end());
    record(directory, 26, beginOn(26, { root: '/srv/other' }), end());
    expect(historyOf(directory, QUERY).history).toMatchObject([
      { startedAt: '2026-11-21T02:00:00.000Z', verdict: 'sound', files: 7, findings: 0 },
      { startedAt: '2026-11-22T02:00:00.000Z', verdict: 'damaged', findings: 5 },
    ]);
  });

  it('is that of all dated directories of a backup, and of no other backup', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    const roots = ['db-2026-11-20', 'db-2026-11-21', 'web-2026-11-22', 'db-old'];
    for (const [i, name] of roots.entries())
      record(directory, 20 + i, beginOn(20 + i, { root: `/srv/${name}` }), end());
    const { history } = historyOf(directory, { ...QUERY, roots: ['/srv/db-2026-11-23'] });
    expect(history.map(({ root }) => root)).toEqual(['/srv/db-2026-11-20', '/srv/db-2026-11-21']);
  });

  it('ends with the run of the journal that is shown', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    record(directory, 20, beginOn(20), end());
    const shown = record(directory, 21, beginOn(21), end());
    record(directory, 22, beginOn(22), end());
    const days = historyBeside([shown]).history.map(({ startedAt }) => startedAt.slice(8, 10));
    expect(days).toEqual(['20', '21']);
  });
});
