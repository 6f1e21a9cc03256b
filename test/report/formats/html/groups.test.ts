import { describe, expect, it } from 'vitest';
import type { FindingEvent } from '../../../../src/model/event.ts';
import { countOf, createGroups, type Group } from '../../../../src/report/formats/html/groups.ts';
import { found } from '../../events.ts';

function grouped(events: readonly FindingEvent[], most = 1000): readonly Group[] {
  const groups = createGroups(most);
  for (const event of events) groups.see(event);
  return groups.worst();
}

function rows(groups: readonly Group[]): number {
  return groups.reduce(
    (sum, { batches }) => sum + batches.reduce((all, each) => all + each.rows.length, 0),
    0,
  );
}

describe('findings by directory', () => {
  it('stand in their directory, the worst first; what is about a directory stands in itself', () => {
    const groups = grouped([
      found('special-file', 'fifo'),
      found('unexpected', 'a/x'),
      found('corrupt', 'a/y', { detail: 'zeros from 0 to 512' }),
      found('garbage-directory', 'b/deep'),
      found('corrupt', 'b/deep/z'),
    ]);
    expect(
      groups.map(({ directory, batches }) => [
        directory,
        ...batches.map(({ code, rows: [row] }) => [code, row?.name]),
      ]),
    ).toEqual([
      ['b/deep/', ['garbage-directory', ''], ['corrupt', 'z']],
      ['a/', ['corrupt', 'y'], ['unexpected', 'x']],
      ['./', ['special-file', 'fifo']],
    ]);
  });

  it('are all counted, and shown up to a limit, errors before notes', () => {
    const groups = createGroups(1000);
    for (let i = 0; i < 20_000; i++) {
      const directory = `d${Math.floor(i / 400)}`;
      groups.see(found('special-file', `${directory}/n${i}`));
      groups.see(found('corrupt', `${directory}/c${i}`));
    }
    expect(groups.totals.map(({ code, count }) => [code, count])).toEqual([
      ['special-file', 20_000],
      ['corrupt', 20_000],
    ]);
    const worst = groups.worst();
    expect(rows(worst)).toBeLessThanOrEqual(1000);
    const batches = worst.flatMap((group) => group.batches);
    expect(countOf(batches, 'error')).toBe(20_000);
    const shown = (code: string): number =>
      batches.reduce((sum, each) => sum + (each.code === code ? each.rows.length : 0), 0);
    expect(shown('corrupt')).toBeGreaterThan(400);
    expect(shown('special-file')).toBeLessThanOrEqual(100);
  });

  it('show something of many directories, not all of one', () => {
    const events = Array.from({ length: 100 }, (_, d) =>
      Array.from({ length: 200 }, (__, i) => found('missing', `d${d}/${i}`)),
    ).flat();
    const some = grouped(events).filter(({ batches }) => batches.some((batch) => batch.rows.length > 0));
    expect(some.length).toBeGreaterThan(30);
  });

  it('keep the worst of very many directories', () => {
    const events = Array.from({ length: 5000 }, (_, i) => [
      found(i === 4321 ? 'corrupt' : 'special-file', `d${i}/x`),
      found('special-file', `d${i}/y`),
    ]).flat();
    const groups = grouped(events);
    expect(groups).toHaveLength(500);
    expect(groups[0]?.directory).toBe('d4321/');
  });

  it('keep of very long names their end', () => {
    const [group] = grouped([found('missing', `${'long/'.repeat(800)}${'n'.repeat(3000)}.txt`)]);
    expect(group?.directory.length).toBeLessThanOrEqual(600);
    expect(group?.batches[0]?.rows[0]?.name).toMatch(/^\.\.\.n+\.txt$/);
  });
});
