import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stampOf } from '../../../src/cli/journal/past-runs.ts';
import { pruneJournals, pruneOldJournals } from '../../../src/cli/journal/prune.ts';
import { makeScratch } from '../../help/scratch.ts';
import { begin } from '../../report/events.ts';

const scratch = makeScratch();

/** Writes the journal of a day; returns the file. */
function record(directory: string, day: number, text: string): string {
  const file = join(directory, `202611${day}T020000.000Z-verify-000000${day}.jsonl`);
  writeFileSync(file, text);
  return file;
}

const lineOf = (more = {}): string => `${JSON.stringify(begin(more))}\n`;
const daysIn = (directory: string): string[] => readdirSync(directory).map((name) => name.slice(6, 8));

describe('pruning journals', () => {
  it.each([
    [1, ['23']],
    [2, ['22', '23']],
    [0, ['23']],
    [9, ['20', '21', '22', '23']],
  ])('keeps the newest %i, and always the one itself', (keep, days) => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    const [, , , last = ''] = [20, 21, 22, 23].map((day) => record(directory, day, lineOf()));
    pruneJournals(last, keep);
    expect(daysIn(directory).toSorted()).toEqual(days);
  });

  it('removes none of another root or command, and none that cannot be read', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    record(directory, 20, lineOf({ root: '/srv/other' }));
    record(directory, 21, lineOf({ command: 'scan' }));
    record(directory, 22, 'nonsense\n');
    record(directory, 23, lineOf());
    pruneJournals(record(directory, 24, lineOf()), 1);
    expect(daysIn(directory).toSorted()).toEqual(['20', '21', '22', '24']);
  });

  it('keeps without being told what is of 90 days or among the newest 60', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    const at = (daysAgo: number): Date => new Date(Date.UTC(2026, 10, 30) - daysAgo * 86_400_000);
    const write = (daysAgo: number, root = '/srv/backup'): string => {
      const file = join(directory, `${stampOf(at(daysAgo))}-verify-0000000a.jsonl`);
      writeFileSync(file, lineOf({ root }));
      return file;
    };
    const last = write(0);
    for (let day = 2; day <= 140; day += 2) write(day);
    write(201, '/srv/other');
    pruneOldJournals(last, at(0));
    const left = readdirSync(directory).length;
    // Of its own root 60 by number, which reach back 118 days; of the other root the only one.
    expect(left).toBe(60 + 1);
    pruneOldJournals(last, at(-100));
    expect(readdirSync(directory)).toHaveLength(left);
  });

  it('keeps more than 60 where they are of the last 90 days', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    const now = new Date(Date.UTC(2026, 10, 30));
    const files = Array.from({ length: 100 }, (_, i) => {
      const file = join(
        directory,
        `${stampOf(new Date(now.getTime() - i * 3_600_000))}-verify-0000000a.jsonl`,
      );
      writeFileSync(file, lineOf());
      return file;
    });
    pruneOldJournals(files[0] ?? '', now);
    expect(readdirSync(directory)).toHaveLength(100);
  });

  it('removes nothing beside a journal whose first line cannot be read', () => {
    const directory = mkdtempSync(join(scratch, 'journals-'));
    record(directory, 20, 'nonsense\n');
    pruneJournals(record(directory, 21, 'nonsense\n'), 1);
    expect(daysIn(directory)).toHaveLength(2);
  });
});
