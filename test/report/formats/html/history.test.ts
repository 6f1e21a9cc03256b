import { describe, expect, it } from 'vitest';
import { historySection } from '../../../../src/report/formats/html/history.ts';
import type { Past } from '../../../../src/report/reporter.ts';
import { begin, end, TALKATIVE } from '../../events.ts';
import { page } from './events.ts';

function night(day: number, more: Partial<Past> = {}): Past {
  return {
    command: 'verify',
    host: 'db1',
    root: '/srv/backup',
    startedAt: `2026-11-${day}T02:00:00.000Z`,
    verdict: 'sound',
    files: 100,
    bytes: 1_000_000,
    findings: 0,
    covered: 1,
    ...more,
  };
}

describe('the last runs', () => {
  it('are plotted over the time, from zero up, each in the colour of its verdict', () => {
    const bad = night(22, { verdict: 'damaged', files: 50, findings: 7, covered: 0.5 });
    const { html } = historySection([night(20), bad, night(24)], 2);
    expect(html).toContain('<polyline points="4.0,4.0 120.0,28.0 236.0,4.0"/>');
    expect(html).toContain('<circle class="damaged" cx="120.0" cy="28.0" r="2.5"/>');
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html).toContain('<td class="number">50 %</td>');
  });

  it('are nothing where there is only one', () => {
    expect(historySection([night(20)], 2).html).toBe('');
  });

  it('are drawn also where all is zero and the times are no times', () => {
    const none = { files: 0, bytes: 0, findings: 0, covered: 0, startedAt: 'x' };
    expect(historySection([night(20, none), night(21, none)], 2).html).not.toContain('NaN');
  });

  it('stand on the page of their root, this run last', () => {
    const history = [night(21), night(22), night(22, { root: '/srv/other', files: 77_777 })];
    const html = page([begin(), end()], { ...TALKATIVE, history });
    expect(html).toContain('The last 3 runs');
    expect(html).toContain('Files <strong>1,204</strong>');
    expect(html).not.toContain('77,777');
    expect(page([begin(), end()])).not.toContain('class="history"');
  });
});
