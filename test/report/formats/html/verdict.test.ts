import { describe, expect, it } from 'vitest';
import type { FaultEvent, FindingEvent } from '../../../../src/model/event.ts';
import { answersOf } from '../../../../src/report/answers.ts';
import { createGroups } from '../../../../src/report/formats/html/groups.ts';
import { answersTable, sharesTable, vouchersTable } from '../../../../src/report/formats/html/trust.ts';
import { meaning, nextSteps } from '../../../../src/report/formats/html/verdict.ts';
import type { Ending } from '../../../../src/report/run-splitter.ts';
import { begin, end, found } from '../../events.ts';

const FAULT: FaultEvent = {
  type: 'fault',
  tool: 'restorable/0.1.0',
  id: 'x',
  command: 'verify',
  root: '/srv/none',
  host: 'db1',
  at: '2026-11-23T05:20:00.000Z',
  exit: 2,
  message: '/srv/none: there is no such directory',
  hint: 'check the mount',
};

const DAMAGED = end({ verdict: 'damaged', exit: 1 });

describe('what a verdict means', () => {
  const endings: readonly Ending[] = [
    ...(['sound', 'ordinary', 'suspect', 'damaged', 'incomplete', 'untrusted'] as const).map((verdict) =>
      end({ verdict }),
    ),
    FAULT,
    undefined,
  ];

  it('is said of each in words of its own', () => {
    expect(new Set(endings.map((ending) => meaning(ending, 'verify'))).size).toBe(endings.length);
  });

  it('promises a restore only where everything held', () => {
    const promises = endings.filter((ending) => meaning(ending, 'verify').includes('will restore'));
    expect(promises).toEqual([end()]);
    for (const command of ['scan', 'seal']) expect(meaning(end(), command)).not.toContain('will restore');
  });
});

function steps(events: readonly FindingEvent[], ending: Ending): string[] {
  const groups = createGroups(100);
  for (const event of events) groups.see(event);
  const { html } = nextSteps(groups.totals, ending, begin());
  return [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, text = '']) => text.replaceAll(/<[^>]*>/g, '|'));
}

describe('what to do next', () => {
  it('is one step for each advice, the most urgent first', () => {
    const told = steps(
      [
        found('unexpected', 'a'),
        found('missing', 'b'),
        found('zero-filled', 'c'),
        found('zero-holes', 'd'),
        found('broken-structure', 'e'),
        found('special-file', 'f'),
        found('ransom-trace', 'README.txt'),
      ],
      DAMAGED,
    );
    expect(told.map((each) => each.split('|')[1])).toEqual([
      '1 × ransom-trace',
      '1 × missing',
      '3 × zero-filled, zero-holes, broken-structure',
    ]);
    expect(told[0]).toContain('Disconnect this storage; keep it as it is and get help.');
  });

  it('names six kinds and says that there are others', () => {
    const codes = [
      'corrupt',
      'retyped',
      'truncated',
      'grown',
      'missing',
      'truncated-content',
      'empty-root',
      'mass-loss',
    ] as const;
    const told = steps(
      codes.map((code) => found(code, 'a')),
      DAMAGED,
    );
    expect(told).toHaveLength(7);
    expect(told[6]).toBe('Then see to the 2 other kinds of findings below.');
  });

  it('is said also where nothing was found', () => {
    expect(steps([], end())).toEqual(['Nothing. Verify again before the day of the restore.']);
    expect(steps([], FAULT)).toEqual(['Check the mount.']);
    expect(steps([], undefined)).toEqual(['Find out what ended the run, and run it again.']);
    expect(steps([], end({ verdict: 'incomplete', exit: 130, interrupted: true }))[0]).toContain(
      'Run it again',
    );
  });
});

describe('the answers', () => {
  it('are a table whose rows have heads, with the figures behind each', () => {
    const { html } = answersTable(answersOf(begin(), end(), []), begin(), end());
    expect(html.match(/<th scope="row">/g)).toHaveLength(4);
    expect(html).toContain(
      '<td class="is yes">yes</td><td>1,204 of 1,204 files were compared with a digest</td>',
    );
    expect(html).toContain('<td class="is unknown">not signed</td><td>nothing is signed</td>');
  });
});

describe('the tables of trust', () => {
  it('name every voucher with its notes, escaped', () => {
    const voucher = { format: 'bagit', path: '/srv/<bag>', entries: 7, answers: [], notes: ['a & b', 'c'] };
    const { html } = vouchersTable(begin({ vouchers: [voucher] }));
    expect(html).toContain('/srv/&lt;bag&gt;');
    expect(html).toContain('a &amp; b; c');
    expect(vouchersTable(begin({ vouchers: [] })).html).toBe('');
  });

  it('draw the shares of files and of bytes, also of those that match and of those that are gone', () => {
    const none = { files: 0, bytes: 0 };
    const judged = { proven: { files: 3, bytes: 10 }, garbage: { files: 1, bytes: 30 } };
    const scan = begin({ command: 'scan' });
    const { html } = sharesTable(scan, end({ files: 4, bytes: 40, judged }), none);
    expect(html).toContain('<rect class="judged garbage" x="300.00" width="100.00" height="12"/>');
    expect(html).toContain('<rect class="judged garbage" x="100.00" width="300.00" height="12"/>');
    expect(sharesTable(scan, end({ judged: {} }), none).html).toBe('');
    expect(sharesTable(scan, end({ judged: { sound: { files: 2, bytes: 0 } } }), none).html).not.toContain(
      'NaN',
    );
    const whole = sharesTable(begin(), end({ files: 8, bytes: 80, judged }), { files: 2, bytes: 20 }).html;
    expect(whole).toContain('<rect class="judged held" x="0.00" width="160.00" height="12"/>');
    expect(whole).toContain('<rect class="judged gone" x="320.00" width="80.00" height="12"/>');
  });
});
