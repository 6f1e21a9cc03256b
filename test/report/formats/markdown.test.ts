import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../../../src/model/finding.ts';
import { markdown } from '../../../src/report/formats/markdown.ts';
import { begin, end, found, report, TALKATIVE } from '../events.ts';
import { HOSTILE_NAMES, hostileEvents } from '../hostile.ts';

/** What is left of a line where code is taken away: what Markdown reads. */
function readAsMarkdown(line: string): string {
  return line.replaceAll(/<code>[^<>`|\\]*<\/code>/g, '').replaceAll(/`[^`|\\]+`/g, '');
}

describe('Markdown', () => {
  it('has the verdict, what to do and a table', () => {
    const findings = [
      found('corrupt', 'a/b|c', { wanted: 'xxh64:00', found: 'xxh64:11', detail: 'zeros from 0 to 512' }),
    ];
    const { about, advice } = FINDING_CODES.corrupt;
    expect(
      report(markdown, [begin(), ...findings, end({ verdict: 'damaged', exit: 1, counts: { corrupt: 1 } })]),
    ).toBe(
      [
        '### DAMAGED: verify `/srv/backup` on `db1`',
        '',
        '1 corrupt; 1,204 files, 3.4 GB read in 3 min 20 s; started 2026-11-23T05:20:00.000Z',
        '',
        'intact: no (1 corrupt) · complete: yes · plausible: not asked · authentic: not signed',
        '',
        `* **corrupt**, 1 x: ${about}. What to do: ${advice}`,
        '',
        '| severity | code | path | what |',
        '| --- | --- | --- | --- |',
        '| error | corrupt | <code>a&#47;b&#124;c</code> | zeros from 0 to 512; wanted `xxh64:00`; found `xxh64:11` |',
        '',
        '',
      ].join('\n'),
    );
  });

  it('reads no name as Markdown', () => {
    for (const name of HOSTILE_NAMES) {
      const finding = found('missing', name, { wanted: name, found: name, detail: name });
      const text = report(markdown, [begin({ root: '/r' }), finding, end({ exit: 1 })]);
      const row = text.split('\n').find((line) => line.startsWith('| error')) ?? '';
      expect(readAsMarkdown(row)).toMatch(
        /^\| error \| missing \| {2}\| [\w ,.;:()%/+=-]*; wanted ; found {2}\|$/,
      );
      expect(row).not.toMatch(/(?<!`[^`]*)(?:www\.|:\/\/|@)/);
    }
  });

  it('names the worst as far as it may, and says how many more', () => {
    const many = Array.from({ length: 300 }, (_, i) => found('unexpected', `w${i}`));
    const events = [begin(), ...many, found('missing', 'e'), end({ exit: 1, counts: {} })];
    const text = report(markdown, events, { ...TALKATIVE, limit: 1000, journal: '/var/j.jsonl' });
    expect(text.match(/^\| (?:error|warning) \|/gm)).toHaveLength(100);
    expect(text).toContain('| error | missing | `e` |');
    expect(text).toContain('and 201 more findings; all of them: `/var/j.jsonl`');
    expect(report(markdown, events, { ...TALKATIVE, limit: 3 })).toContain('and 298 more findings\n');
  });

  it('stays below the 1 MiB of a step summary, however many runs there are', () => {
    const many = Array.from({ length: 200 }, () => hostileEvents()).flat();
    const size = Buffer.byteLength(report(markdown, many, { ...TALKATIVE, limit: 1000 }));
    expect(size).toBeGreaterThan(500_000);
    expect(size).toBeLessThan(1_000_000);
  });
});
