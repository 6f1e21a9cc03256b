import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { gitlab } from '../../../src/report/formats/gitlab.ts';
import { begin, end, found, report } from '../events.ts';
import { hostileEvents } from '../hostile.ts';

type Entry = {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
};

function entries(events: readonly RunEvent[]): Entry[] {
  return JSON.parse(report(gitlab, events));
}

describe('the code quality report of GitLab', () => {
  it('has what GitLab asks for', () => {
    const events = [
      begin(),
      found('corrupt', 'a/b.txt', { detail: 'zeros from 0 to 512' }),
      found('unexpected', 'c'),
      found('special-file', 'd'),
      found('mass-loss', ''),
      end({ verdict: 'damaged', exit: 1 }),
    ];
    expect(entries(events)).toEqual([
      {
        fingerprint: expect.any(String),
        description: 'corrupt: a/b.txt: zeros from 0 to 512',
        check_name: 'corrupt',
        severity: 'critical',
        location: { path: 'a/b.txt', lines: { begin: 1 } },
      },
      expect.objectContaining({ check_name: 'unexpected', severity: 'major' }),
      expect.objectContaining({ check_name: 'special-file', severity: 'info' }),
      expect.objectContaining({
        description: 'mass-loss: /srv/backup: most of what was recorded is gone',
        location: { path: '.', lines: { begin: 1 } },
      }),
    ]);
  });

  it('is an empty list where all is sound, and never where a run was not whole', () => {
    expect(report(gitlab, [begin(), end()])).toBe('[]\n');
    expect(report(gitlab, [])).toBe('[]\n');
    expect(entries([begin()])).toMatchObject([{ check_name: 'killed', severity: 'blocker' }]);
    const incomplete = end({ verdict: 'incomplete', exit: 130, interrupted: true });
    expect(entries([begin(), incomplete])).toMatchObject([{ check_name: 'incomplete', severity: 'blocker' }]);
  });

  it('has fingerprints that stay from run to run and differ within one', () => {
    const events = [begin(), found('missing', 'a'), found('missing', 'b'), found('corrupt', 'a'), end()];
    const later = [begin({ id: '2', startedAt: '2027-01-01T00:00:00.000Z' }), ...events.slice(1)];
    const prints = entries(events).map((entry) => entry.fingerprint);
    expect(new Set(prints).size).toBe(3);
    expect(entries(later).map((entry) => entry.fingerprint)).toEqual(prints);
    for (const print of prints) expect(print).toMatch(/^[\da-f]{64}$/);
    const [latin] = entries([begin(), found('missing', 'caf\xe9'), end()]);
    const [other] = entries([begin(), found('missing', 'caf\xe8'), end()]);
    expect(latin?.fingerprint).not.toBe(other?.fingerprint);
  });

  it('is valid JSON whatever the names', () => {
    const all = entries(hostileEvents());
    const findings = hostileEvents().filter((event) => event.type === 'finding');
    expect(all).toHaveLength(findings.length + 2);
    for (const entry of all) expect(entry.location.path).not.toBe('');
  });
});
